import { instantiateJs } from "../../codegen/js/instantiate.ts";
import type { LoopRunner } from "../../codegen/target.ts";

/** The compiled loops of a kernel, in the form in which they are sent to where they will run. */
export type LoopCode = { readonly target: "js"; readonly loops: string };

/** Makes a thread's own instance of compiled loops. */
export function instantiateLoops(code: LoopCode): LoopRunner {
  return instantiateJs(code.loops);
}
