import { printKernel } from "../ir/mod.ts";
import type { CompiledKernel } from "../pipeline.ts";

/** A kernel in all its forms, for people. Each is made when it is read. */
export interface Inspection {
  /** The typed kernel that all targets are made from. */
  readonly ir: string;
  readonly js: string;
  readonly wat: string;
  /** Reading it throws an `UnsupportedError` where a shader can't do what the kernel does. */
  readonly wgsl: string;
}

/** The texts of a compiled kernel. */
export function inspectionOf(compiled: CompiledKernel): Inspection {
  return {
    get ir() {
      return printKernel(compiled.kernel);
    },
    get js() {
      return compiled.js.text;
    },
    get wat() {
      return compiled.wasm.text;
    },
    get wgsl() {
      return compiled.wgsl.text;
    },
  };
}
