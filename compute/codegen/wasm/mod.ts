import type { Kernel } from "../../ir/mod.ts";
import { printDriver } from "../js/mod.ts";
import type { CodegenOptions, Target } from "../target.ts";
import type { WasmCode } from "./code.ts";
import { encode } from "./encode.ts";
import { hasRelaxedSimd } from "./features.ts";
import { generateModule } from "./generate.ts";
import { print } from "./print.ts";
export { compileWasm, instantiateWasm } from "./instantiate.ts";
export type { WasmCode } from "./code.ts";
export type { LoopLayout } from "./layout.ts";

/** Two iterations in each SIMD vector; functions by the expansions that optimisation has put in, else by calls. */
export const wasmTarget: Target<WasmCode> = {
  name: "wasm",
  generate(kernel: Kernel, { fastmath }: CodegenOptions): WasmCode {
    const { module, loops } = generateModule(kernel, { relaxed: fastmath && hasRelaxedSimd() });
    return {
      text: print(module),
      driver: printDriver(kernel),
      bytes: encode(module),
      imports: module.imports.map(({ name }) => name),
      loops,
    };
  },
};
