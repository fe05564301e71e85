import type { Code, Driver } from "../../codegen/target.ts";
import { parallelLoops } from "../../codegen/target.ts";
import { instantiateDriver } from "../../codegen/js/instantiate.ts";
import type { CompiledKernel } from "../../pipeline.ts";
import type { LoopReductions } from "./local_loops.ts";
import type { LoopCode } from "./loop_code.ts";

/** A kernel as the engine runs it. */
export interface KernelParts {
  readonly driver: Driver;
  readonly code: LoopCode;
  readonly loops: LoopReductions;
  /** How many arguments it takes. */
  readonly parameters: number;
}

/** Takes a kernel apart, compiled to JavaScript. */
export function jsParts(kernel: CompiledKernel): KernelParts {
  return partsOf(kernel, kernel.js, { target: "js", loops: kernel.js.loops });
}

function partsOf({ kernel }: CompiledKernel, { driver }: Code, code: LoopCode): KernelParts {
  return {
    driver: instantiateDriver(driver),
    code,
    loops: parallelLoops(kernel).map(({ reductions }) => reductions.map(({ kind }) => kind)),
    parameters: kernel.parameters.length,
  };
}
