import type { NoteSink } from "./notes.ts";
import { type Fastmath, fastmathOf, type FastmathOption, type Kernel } from "../ir/mod.ts";

/** How a kernel is optimised. */
export interface OptimizeOptions {
  readonly target: "js" | "wasm" | "wgsl";
  readonly fastmath: FastmathOption;
  /** Bits of a number's mantissa on the target: 53 unless told, for `wgsl` 24. */
  readonly digits?: number;
  /** Told what the passes do, and why they don't. */
  readonly note?: NoteSink;
}

/** What each pass is told. */
export interface PassOptions {
  readonly target: OptimizeOptions["target"];
  /** Which liberties `fastmath` gives. */
  readonly flags: Fastmath;
  readonly digits: number;
  readonly note?: NoteSink;
}

/** One step of the optimiser: a kernel in, a kernel of the same meaning out. */
export interface Pass {
  /** In the present participle or as a noun, for the verifier's messages. */
  readonly name: string;
  run(kernel: Kernel, options: PassOptions): Kernel;
}

/** What passes are told under some options. */
export function passOptions({ target, fastmath, digits, note }: OptimizeOptions): PassOptions {
  return { target, flags: fastmathOf(fastmath), digits: digits ?? (target === "wgsl" ? 24 : 53), note };
}
