import { instantiateDriver } from "../../codegen/js/instantiate.ts";
import { type Code, type Driver, parallelLoops } from "../../codegen/target.ts";
import { compileWasm } from "../../codegen/wasm/instantiate.ts";
import type { CompiledKernel } from "../../pipeline.ts";
import type { LoopReductions } from "./local_loops.ts";
import type { LoopCode } from "./loop_code.ts";

/** A kernel as the engine runs it. */
export interface KernelParts<C extends LoopCode = LoopCode> {
  readonly driver: Driver;
  readonly code: C;
  readonly loops: LoopReductions;
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

function partsOf<C extends LoopCode>({ kernel }: CompiledKernel, { driver }: Code, code: C): KernelParts<C> {
  return {
    driver: instantiateDriver(driver),
    code,
    loops: parallelLoops(kernel).map(({ reductions }) => reductions.map(({ kind }) => kind)),
    parameters: kernel.parameters.length,
  };
}
