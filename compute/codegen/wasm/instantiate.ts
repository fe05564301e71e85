import { COMBINE } from "../../ir/mod.ts";
import { type LoopRunner, turnCounter } from "../target.ts";
import type { WasmCode } from "./code.ts";
import { TABLE_STATE_BYTES } from "./layout.ts";
import { IMPORT_NAMESPACE, TURNED } from "./syntax.ts";

type Run = (first: number, count: number) => void;

const modules = new WeakMap<WasmCode, WebAssembly.Module>();

/** Compiles the module of a code, once; it may be posted to other threads. */
export function compileWasm(code: WasmCode): WebAssembly.Module {
  const known = modules.get(code);
  if (known) return known;
  const module = new WebAssembly.Module(code.bytes);
  modules.set(code, module);
  return module;
}

/**
 * Makes one thread's loops of a compiled module.
 *
 * @param look Called now and then by sequential loops.
 */
export function instantiateWasm(
  module: WebAssembly.Module,
  code: Pick<WasmCode, "loops">,
  look?: () => void,
): LoopRunner {
  const count = turnCounter(look);
  const turned = (turns: number) => count(turns >>> 0);
  const { exports } = new WebAssembly.Instance(module, { [IMPORT_NAMESPACE]: { [TURNED.name]: turned } });
  const { buffer } = exports.memory as WebAssembly.Memory;
  const loops = code.loops.map((layout, number) => ({
    run: exports[`run${number}`] as unknown as Run,
    captures: new Float64Array(buffer, layout.captures, layout.captureCount),
    partials: new Float64Array(buffer, layout.partials, layout.reductions.length),
    tableStates: [layout, layout.near].flatMap((tables) =>
      tables ? [new Uint8Array(buffer, tables.tableState, TABLE_STATE_BYTES)] : []
    ),
    combine: layout.reductions.map((kind) => COMBINE[kind]),
  }));
  return {
    bind(loop, captures) {
      loops[loop].captures.set(captures);
      for (const state of loops[loop].tableStates) state.fill(0);
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
