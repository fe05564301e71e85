import { printKernel } from "../ir/mod.ts";
import type { Arithmetic } from "../backends/mod.ts";
import { type CompiledKernel, trace } from "../pipeline.ts";

/** The kernel after one pass, readable. */
export interface PassInspection {
  readonly name: string;
  readonly ir: string;
}

/** A kernel in all its forms, for people. Each is made when it is read. */
export interface Inspection {
  /** The typed kernel that all targets are made from. */
  readonly ir: string;
  /** What each pass makes of it, by target, in order; JavaScript is made of `ir` itself. */
  readonly passes: { readonly wasm: readonly PassInspection[]; readonly wgsl: readonly PassInspection[] };
  readonly js: string;
  readonly wat: string;
  /** Reading it throws an `UnsupportedError` where a shader can't do what the kernel does. */
  readonly wgsl: string;
}

/** The texts of a compiled kernel; WGSL's in a precision. */
export function inspectionOf(compiled: CompiledKernel, precision: Arithmetic): Inspection {
  const after = (target: "wasm" | "wgsl"): PassInspection[] =>
    trace(compiled, target, precision).steps.map(({ pass, kernel }) => ({ name: pass, ir: printKernel(kernel) }));
  return {
    get ir() {
      return printKernel(compiled.kernel);
    },
    passes: {
      get wasm() {
        return after("wasm");
      },
      get wgsl() {
        return after("wgsl");
      },
    },
    get js() {
      return compiled.js.text;
    },
    get wat() {
      return compiled.wasm.text;
    },
    get wgsl() {
      return compiled.wgsl(precision).text;
    },
  };
}
