import { UnsupportedError } from "../../errors.ts";
import {
  type Kernel,
  type Loop,
  type Parallel,
  someInstruction,
  type Strip,
  type Value,
  varyingIn,
} from "../../ir/mod.ts";
import { costOf } from "../cost.ts";
import { printDriver } from "../js/mod.ts";
import { parallelLoops } from "../target.ts";
import { ModuleBuilder } from "./builder.ts";
import type { WasmCode } from "./code.ts";
import { encode } from "./encode.ts";
import { layOut, type LoopLayout, PAGE_BYTES } from "./layout.ts";
import { LoopGenerator, type LoopOptions } from "./loop.ts";
import { chooseFunction } from "./choice.ts";
import { mathFunction } from "./math_function.ts";
import { nearFunctions } from "./near.ts";
import { print } from "./print.ts";
import type { WasmFunction, WasmModule } from "./syntax.ts";
import { tableFunction } from "./tables.ts";

/** Where constants end and loops' memory begins; a page, so that neither depends on the other's size. */
const LOOPS_START = PAGE_BYTES;

/**
 * Pairs of iterations in a turn, for bodies of up to so many operations: four cover the latency of a fused multiply-add,
 * but beyond some 2000 operations fewer copies run faster (sums of 50 and 100 sines, by a fifth), and are sooner compiled.
 */
const UNROLL = [{ operations: 2000, pairs: 4 }, { operations: 4000, pairs: 2 }, { operations: Infinity, pairs: 1 }];

/**
 * Bodies of so few operations that read so few tables take two pairs: with four, V8 spills accumulators and bounds of
 * loads, and sin(x)*exp(-x/8) took half as long again. With five tables four pairs were the faster.
 */
const SMALL_BODY = { operations: 7, tables: 3 };

/**
 * Pairs of bodies with sequential loops: all go on until the last lane is done. Two cover some latency (Mandelbrot's set
 * 1.6 times as fast as one pair) and waste less than four where lanes differ (prime counting 1.5 times as fast). Loops of
 * which all lanes take the same turns run as many as others, if they carry so little that it stays in registers.
 */
const PAIRS_WITH_LOOPS = 2;
const FEW_CARRIED = 2;

/** Generates the code of a kernel; `wasmTarget.generate` with all choices open. */
export function generateCode(kernel: Kernel, options: LoopOptions): WasmCode {
  const { module, loops } = generateModule(kernel, options);
  let text: string | undefined;
  return {
    // Printed for those who ask: it takes as long as all the rest here.
    get text() {
      return text ??= print(module);
    },
    driver: printDriver(kernel),
    costs: parallelLoops(kernel).map(costOf),
    bytes: encode(module),
    loops,
  };
}

/** The values that may differ between a loop's iterations, if that is known. */
type Varying = ReturnType<typeof varyingIn>;

/** Lays out the memory of all loops of a kernel, one after the other. */
function layOutLoops(
  loops: readonly Parallel[],
  varying: readonly Varying[],
  options: LoopOptions,
): LoopLayout[] {
  const layouts: LoopLayout[] = [];
  for (const [number, loop] of loops.entries()) {
    const unroll = options.unroll ?? pairsFor(loop, varying[number]);
    const nearUnroll = loop.near ? options.unroll ?? pairsFor(loop.near) : 0;
    layouts.push(layOut(loop, unroll, nearUnroll, layouts.at(-1)?.end ?? LOOPS_START));
  }
  return layouts;
}

/** Generates the module of all loops of a kernel. */
function generateModule(kernel: Kernel, options: LoopOptions): { module: WasmModule; loops: LoopLayout[] } {
  const builder = new ModuleBuilder(mathFunction);
  const functions: WasmFunction[] = [];
  const parallel = parallelLoops(kernel);
  const varying = parallel.map(varyingIn);
  const loops = layOutLoops(parallel, varying, options);
  parallel.forEach((loop, number) => {
    const layout = loops[number];
    const fill = (strip: Strip | undefined, name: string) =>
      strip && strip.entries.length > 0
        ? tableFunction(loop, strip, `${name}${number}`, layout, builder, options.relaxed)
        : undefined;
    const comments = describe(kernel, loop);
    const tables = fill(loop.strip, "fill");
    const run = new LoopGenerator(loop, layout, builder, options, tables, varying[number]);
    functions.push(...(tables ? [tables] : []));
    if (loop.near) {
      const nearTables = fill(loop.near.strip, "fillNear");
      const far = run.generate(`far${number}`, ["where the near body doesn't serve"]);
      const near = nearFunctions({ loop, near: loop.near, layout, module: builder, options, fill: nearTables, number });
      functions.push(...(nearTables ? [nearTables] : []), far, ...near);
      functions.push(chooseFunction(loop, layout, near.at(-1)!, far, `run${number}`, comments));
    } else functions.push(run.generate(`run${number}`, comments));
  });
  if (8 * builder.constants.length > LOOPS_START) {
    throw new UnsupportedError(`the kernel has ${builder.constants.length} constants: more than the wasm target takes`);
  }
  const bytes = loops.at(-1)?.end ?? LOOPS_START;
  return {
    module: {
      comments: [`the loops of ${kernel.name.replace(/\s+/g, " ")}, two iterations in each vector`],
      imports: builder.imports,
      functions: [...builder.functions, ...functions],
      pages: Math.ceil(bytes / PAGE_BYTES),
      data: builder.constants,
    },
    loops,
  };
}

function pairsFor({ body, strip }: Pick<Parallel, "body" | "strip">, varying?: Varying): number {
  if (varying && someInstruction(body, (one) => one.kind === "loop" && !isLight(one, varying))) return PAIRS_WITH_LOOPS;
  const operations = body.instructions.length;
  const tables = strip?.entries.length ?? 0;
  const isSmall = tables > 0 && tables <= SMALL_BODY.tables && operations <= SMALL_BODY.operations;
  return isSmall ? 2 : UNROLL.find((few) => operations <= few.operations)!.pairs;
}

/** Whether all lanes take the same turns of a loop, and carry little. */
function isLight({ test, carried }: Loop, varying: ReadonlySet<Value>): boolean {
  return !varying.has(test.results[0]) && carried.filter((value) => varying.has(value)).length <= FEW_CARRIED;
}

/** The loop's own source, for people. */
function describe(kernel: Kernel, { span }: Parallel): string[] {
  return span ? kernel.source.slice(span.start, span.end).split(/\r?\n/) : [];
}
