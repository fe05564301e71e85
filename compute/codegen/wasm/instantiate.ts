import { COMBINE } from "../../ir/mod.ts";
import type { LoopRunner } from "../target.ts";
import type { WasmCode } from "./code.ts";
import { TABLE_STATE_BYTES } from "./layout.ts";

type Run = (first: number, count: number) => void;

/** Compiles the module of a code; it may be posted to other threads. */
export function compileWasm(code: WasmCode): WebAssembly.Module {
  return new WebAssembly.Module(code.bytes);
}

/** Makes one thread's loops of a compiled module. */
export function instantiateWasm(
  module: WebAssembly.Module,
  code: Pick<WasmCode, "loops">,
): LoopRunner {
  const { exports } = new WebAssembly.Instance(module);
  const { buffer } = exports.memory as WebAssembly.Memory;
  const loops = code.loops.map((layout, number) => ({
    run: exports[`run${number}`] as unknown as Run,
    captures: new Float64Array(buffer, layout.captures, layout.captureCount),
    partials: new Float64Array(buffer, layout.partials, layout.reductions.length),
    tableState: new Uint8Array(buffer, layout.tableState, TABLE_STATE_BYTES),
    combine: layout.reductions.map((kind) => COMBINE[kind]),
  }));
  return {
    bind(loop, captures) {
      loops[loop].captures.set(captures);
      loops[loop].tableState.fill(0);
    },
    run(loop, first, count, accumulators, offset) {
      const { run, partials, combine } = loops[loop];
      run(first, count);
      for (let r = 0; r < combine.length; r++) {
        accumulators[offset + r] = combine[r](accumulators[offset + r], partials[r]);
      }
    },
  };
}
