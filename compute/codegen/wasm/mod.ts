import type { Code, Target } from "../target.ts";

export type WasmCode = Code;

export const wasmTarget: Target<WasmCode> = {
  name: "wasm",
  generate() {
    throw new Error("not written yet");
  },
};
