import { instantiateDriver } from "../../codegen/js/instantiate.ts";
import { type BlockCode, type Driver, parallelLoops } from "../../codegen/target.ts";
import { compileWasm } from "../../codegen/wasm/instantiate.ts";
import { someInstruction } from "../../ir/mod.ts";
import type { CompiledKernel } from "../../pipeline.ts";
import type { LoopCode } from "./loop_code.ts";
import type { LoopShape } from "./plan.ts";
import { Watch } from "./watch.ts";

/** A kernel as the engine runs it. */
export interface KernelParts<C extends LoopCode = LoopCode> {
  readonly driver: Driver;
  /** What the driver's sequential loops call, and those that run on this thread. */
  readonly watch: Watch;
  readonly code: C;
  readonly loops: readonly LoopShape[];
  /** How many arguments it takes. */
  readonly parameters: number;
}

export type JsParts = KernelParts<Extract<LoopCode, { target: "js" }>>;
export type WasmParts = KernelParts<Extract<LoopCode, { target: "wasm" }>>;

/** Takes a kernel apart, compiled to JavaScript. */
export function jsParts(kernel: CompiledKernel): JsParts {
  return partsOf(kernel, kernel.js, { target: "js", loops: kernel.js.loops });
}

/** Takes a kernel apart, compiled to WebAssembly. */
export function wasmParts(kernel: CompiledKernel): WasmParts {
  const { loops } = kernel.wasm;
  return partsOf(kernel, kernel.wasm, {
    target: "wasm",
    module: compileWasm(kernel.wasm),
    layout: { loops },
  });
}

function partsOf<C extends LoopCode>(
  { kernel }: CompiledKernel,
  { driver, costs }: BlockCode,
  code: C,
): KernelParts<C> {
  const watch = new Watch();
  return {
    driver: instantiateDriver(driver, watch.look),
    watch,
    code,
    loops: parallelLoops(kernel).map(({ reductions, body }, loop) => ({
      kinds: reductions.map(({ kind }) => kind),
      cost: costs[loop],
      mayLast: someInstruction(body, ({ kind }) => kind === "loop"),
    })),
    parameters: kernel.parameters.length,
  };
}
