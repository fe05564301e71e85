import type { NoteSink } from "./notes.ts";
import { type Fastmath, fastmathOf, type FastmathOption, type Kernel } from "../ir/mod.ts";

/** How a kernel is optimised. */
export interface OptimizeOptions {
  readonly target: "js" | "wasm" | "wgsl";
  readonly fastmath: FastmathOption;
  /** Told what the passes do, and why they don't. */
  readonly note?: NoteSink;
}

/** What each pass is told. */
export interface PassOptions {
  readonly target: OptimizeOptions["target"];
  /** Which liberties `fastmath` gives. */
  readonly flags: Fastmath;
  readonly note?: NoteSink;
}

/** One step of the optimiser: a kernel in, a kernel of the same meaning out. */
export interface Pass {
  /** In the present participle or as a noun, for the verifier's messages. */
  readonly name: string;
  run(kernel: Kernel, options: PassOptions): Kernel;
}

/** What passes are told under some options. */
export function passOptions({ target, fastmath, note }: OptimizeOptions): PassOptions {
  return { target, flags: fastmathOf(fastmath), note };
}
