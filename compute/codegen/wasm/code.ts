import type { BlockCode } from "../target.ts";
import type { LoopLayout } from "./layout.ts";

/** A kernel's loops as a WebAssembly module: `text` is its WAT, `bytes` what `compileWasm` takes. */
export interface WasmCode extends BlockCode {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each loop keeps its captures and results. */
  readonly loops: readonly LoopLayout[];
}
