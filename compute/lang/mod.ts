import type { Kernel } from "../ir/mod.ts";

export function parseIntegrand(_source: string): Kernel {
  throw new Error("not written yet");
}
export function parseKernel(_source: string): Kernel {
  throw new Error("not written yet");
}
/** The value of a constant expression such as `pi/2`, `1e6`, `2**20`. */
export function parseConstant(_source: string): number {
  throw new Error("not written yet");
}
