import { FunctionBuilder, ModuleBuilder } from "../../compute/codegen/wasm/builder.ts";
import { encode } from "../../compute/codegen/wasm/encode.ts";
import { PAGE_BYTES } from "../../compute/codegen/wasm/layout.ts";
import { Lowering } from "../../compute/codegen/wasm/lower.ts";
import { effect, get, i32, instruction, type Local, set, splat } from "../../compute/codegen/wasm/syntax.ts";
import {
  constant,
  type Kernel,
  type Parallel,
  parameter,
  type Region,
  RegionBuilder,
  type Result,
} from "../../compute/ir/mod.ts";
import type { MathFunction } from "../../compute/math/mod.ts";
import { passOptions, pipelines } from "../../compute/optimize/mod.ts";

/** How a function is compiled. */
export interface Way {
  readonly fastmath: boolean;
  /** The code of a loop's own body, valid where guards hold, or of its fallback. */
  readonly path: "guarded" | "fallback";
  /** Whether multiply-adds are relaxed SIMD's, fused on most machines. */
  readonly relaxed: boolean;
}

/** Arguments at a time. */
const BATCH = 4096;
const TRUE = 0xffff_ffff_ffff_ffffn;

/** What a function's code gives for many operands: the values, and where its guards hold. */
export interface Mapped {
  readonly values: Float64Array;
  readonly valid: readonly boolean[];
}

/** A loop that calls a function on values that nothing is known of, optimised as for Wasm. */
function optimizedLoop(record: MathFunction, fastmath: boolean): Parallel {
  const operands = Array.from({ length: record.arity }, (_, k) => parameter(`x${k}`));
  const body = new RegionBuilder();
  const value = body.call(record, operands);
  const kernel = new RegionBuilder();
  const results: Result[] = kernel.parallel({
    index: parameter("i"),
    start: constant(0),
    stop: constant(1),
    reductions: operands.map((carried) => ({ kind: "sum", name: carried.name, carried, initial: constant(0) })),
    body: body.finish(operands.map(() => value)),
  });
  const start: Kernel = { name: record.name, parameters: [], body: kernel.finish([results[0]]), source: "" };
  // Not verified: kernels that people write can't read what a loop carries, which is just why nothing is known of it.
  const options = passOptions({ target: "wasm", fastmath });
  const { body: optimized } = pipelines.wasm.reduce((kernel, pass) => pass.run(kernel, options), start);
  return optimized.instructions.find((one): one is Parallel => one.kind === "parallel")!;
}

/**
 * Compiles a function to WebAssembly, as it is in the loop of a kernel.
 *
 * @returns What maps operands to values; null for the fallback of code without guards, which has none.
 */
export function compiled(
  record: MathFunction,
  { fastmath, path, relaxed }: Way,
): ((points: number[][]) => Mapped) | null {
  const loop = optimizedLoop(record, fastmath);
  const region = path === "guarded" ? loop.body : loop.fallback;
  if (!region) return null;
  const run = instantiate(loop, region, relaxed);
  return (points) => {
    const values = new Float64Array(points.length);
    const valid: boolean[] = [];
    for (let from = 0; from < points.length; from += BATCH) run(points.slice(from, from + BATCH), from, values, valid);
    return { values, valid };
  };
}

type RunBatch = (points: readonly number[][], from: number, values: Float64Array, valid: boolean[]) => void;

/** The module: operands one page after constants, then the values, then masks of what is valid. */
function instantiate({ reductions }: Parallel, region: Region, relaxed: boolean): RunBatch {
  const module = new ModuleBuilder();
  const pairs: Local = { name: "bytes", type: "i32" };
  const builder = new FunctionBuilder([pairs]);
  const lowering = new Lowering(module, builder, relaxed);
  const at = builder.local("at", "i32");
  const valid = builder.local("valid", "v128");
  const operands = reductions.map(({ name }) => builder.local(name, "v128"));
  const addressOf = (array: number) => PAGE_BYTES + 8 * BATCH * array;
  const [values, masks] = [addressOf(operands.length), addressOf(operands.length + 1)];
  const place = {
    environment: new Map(reductions.map(({ carried }, k) => [carried, get(operands[k])])),
    suffix: "",
    valid,
  };
  const body = [
    ...operands.map((local, k) => set(local, instruction("v128.load", [get(at)], addressOf(k)))),
    set(valid, splat(TRUE)),
    ...lowering.region(region, place),
    effect(instruction("v128.store", [get(at), lowering.read(region.results[0], place)], values)),
    effect(instruction("v128.store", [get(at), get(valid)], masks)),
    set(at, instruction("i32.add", [get(at), i32(16)])),
  ];
  const more = instruction("i32.lt_u", [get(at), get(pairs)]);
  const bytes = encode({
    comments: [],
    imports: module.imports,
    functions: [{
      name: "map",
      exported: true,
      parameters: builder.parameters,
      locals: builder.locals,
      body: [...lowering.loadConstants(), { kind: "repeat", label: "pair", body, condition: more }],
      comments: [],
    }],
    pages: Math.ceil((masks + 8 * BATCH) / PAGE_BYTES),
    data: module.constants,
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { buffer } = exports.memory as WebAssembly.Memory;
  const array = (address: number) => new Float64Array(buffer, address, BATCH);
  const inputs = operands.map((_, k) => array(addressOf(k)));
  const output = array(values);
  const mask = new BigUint64Array(buffer, masks, BATCH);
  return (points, from, into, holds) => {
    points.forEach((point, k) => point.forEach((x, operand) => inputs[operand][k] = x));
    (exports.map as (bytes: number) => void)(8 * points.length);
    into.set(output.subarray(0, points.length), from);
    for (let k = 0; k < points.length; k++) holds.push(mask[k] !== 0n);
  };
}
