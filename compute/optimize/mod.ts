import type { Kernel } from "../ir/mod.ts";

export interface OptimizeOptions {
  readonly target: "js" | "wasm" | "wgsl";
  readonly fastmath: boolean;
}

export function optimize(kernel: Kernel, _options: OptimizeOptions): Kernel {
  return kernel;
}
