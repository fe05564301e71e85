import type { Kernel } from "../../ir/mod.ts";
import type { CodegenOptions, Target } from "../target.ts";
import type { WasmCode } from "./code.ts";
import type { LoopOptions } from "./loop.ts";
import { hasRelaxedSimd } from "./features.ts";
import { generateCode, restoreCode } from "./generate.ts";
export { compileWasm, instantiateWasm } from "./instantiate.ts";
export type { WasmCode } from "./code.ts";
export type { LoopLayout } from "./layout.ts";

/** Two iterations in each SIMD vector; functions by the expansions that optimisation has put in, else by calls. */
export const wasmTarget: Target<WasmCode> = {
  name: "wasm",
  generate: (kernel: Kernel, options: CodegenOptions): WasmCode => generateCode(kernel, loopOptions(options)),
};

/** As `wasmTarget.generate`, of bytes that it generated from the same kernel before; see `restoreCode`. */
export function restoreWasm(kernel: Kernel, options: CodegenOptions, bytes: Uint8Array<ArrayBuffer>): WasmCode {
  return restoreCode(kernel, loopOptions(options), bytes);
}

/** What the code depends on beside kernel and options: what this machine and its engine have. */
export function wasmFeatures(): string {
  return hasRelaxedSimd() ? "relaxed-simd" : "simd";
}

function loopOptions({ fastmath }: CodegenOptions): LoopOptions {
  return { relaxed: fastmath && hasRelaxedSimd() };
}
