import type { Kernel } from "../ir/mod.ts";

export interface OptimizeOptions {
  readonly target: "js" | "wasm" | "wgsl";
  readonly fastmath: boolean;
}

/** One step of the optimiser: a kernel in, a kernel of the same meaning out. */
export interface Pass {
  /** In the present participle or as a noun, for the verifier's messages. */
  readonly name: string;
  run(kernel: Kernel, options: OptimizeOptions): Kernel;
}
