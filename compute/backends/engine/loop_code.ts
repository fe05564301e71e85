import { instantiateJs } from "../../codegen/js/instantiate.ts";
import type { WasmCode } from "../../codegen/wasm/code.ts";
import { instantiateWasm } from "../../codegen/wasm/instantiate.ts";
import type { LoopRunner } from "../../codegen/target.ts";

/** The compiled loops of a kernel, in the form in which they are sent to where they will run. */
export type LoopCode =
  | { readonly target: "js"; readonly loops: string }
  | {
    readonly target: "wasm";
    /** Compiled once, instantiated by each thread. */
    readonly module: WebAssembly.Module;
    readonly layout: Pick<WasmCode, "loops">;
  };

/**
 * Makes a thread's own instance of compiled loops.
 *
 * @param look Called now and then by sequential loops, which may take long; it may throw.
 */
export function instantiateLoops(code: LoopCode, look?: () => void): LoopRunner {
  switch (code.target) {
    case "js":
      return instantiateJs(code.loops, look);
    case "wasm":
      return instantiateWasm(code.module, code.layout, look);
  }
}
