import type { Kernel } from "../../ir/mod.ts";
import type { CodegenOptions, Target } from "../target.ts";
import type { WasmCode } from "./code.ts";
import { hasRelaxedSimd } from "./features.ts";
import { generateCode } from "./generate.ts";
export { readImage, writeImage } from "./image.ts";
export { compileWasm, instantiateWasm } from "./instantiate.ts";
export type { WasmCode } from "./code.ts";
export type { LoopLayout } from "./layout.ts";

/** Two iterations in each SIMD vector; functions by the expansions that optimisation has put in. */
export const wasmTarget: Target<WasmCode> = {
  name: "wasm",
  generate: (kernel: Kernel, { fastmath }: CodegenOptions): WasmCode =>
    generateCode(kernel, { relaxed: fastmath && hasRelaxedSimd() }),
};

/** What the code depends on beside kernel and options: what this machine and its engine have. */
export function wasmFeatures(): string {
  return hasRelaxedSimd() ? "relaxed-simd" : "simd";
}
