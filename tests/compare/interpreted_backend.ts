import type { Backend, PreparedKernel, RunControl } from "../../compute/backends/backend.ts";
import { abortError } from "../../compute/errors.ts";
import { interpret } from "../../compute/ir/mod.ts";
import type { CompiledKernel } from "../../compute/pipeline.ts";

/** In how many pieces an asynchronous run is cut. */
const PIECES = 8;

interface Changes extends Partial<Omit<Backend, "prepare">> {
  /** Replaces what the interpreter gives. */
  readonly value?: (value: number, run: number) => number;
  /** Whether it can block; default true. */
  readonly sync?: boolean;
  /** Called before each piece of an asynchronous run, and before each run that blocks. */
  readonly onPiece?: (piece: number, control: RunControl) => Promise<void> | void;
  /** Called before a kernel is readied. */
  readonly onPrepare?: (options: Parameters<Backend["prepare"]>[1]) => void;
}

/** A backend that interprets kernels in this thread, with deviations for what a test is about. */
export function interpretedBackend(name: string, changes: Changes = {}): Backend & { readonly open: Set<unknown> } {
  const { value = (value: number) => value, sync = true, onPiece = () => {}, onPrepare = () => {} } = changes;
  const open = new Set<unknown>();
  let runs = 0;

  function prepare({ kernel }: CompiledKernel): PreparedKernel {
    const token = {};
    open.add(token);
    const result = (args: readonly number[]) => ({ value: value(interpret(kernel, args), runs++) });
    return {
      precision: "f64",
      async run(args, control = {}) {
        for (let piece = 0; piece < PIECES; piece++) {
          if (control.signal?.aborted) throw abortError(control.signal.reason);
          await onPiece(piece, control);
          control.onProgress?.((piece + 1) / PIECES);
        }
        if (control.signal?.aborted) throw abortError(control.signal.reason);
        return result(args);
      },
      ...(sync && {
        runSync(args: readonly number[]) {
          void onPiece(0, {});
          return result(args);
        },
      }),
      [Symbol.asyncDispose]() {
        open.delete(token);
        return Promise.resolve();
      },
    };
  }

  return {
    name,
    target: "js",
    executor: "interpreter",
    usesJobs: false,
    summary: "Interprets the kernel.",
    lecture: [],
    available: () => Promise.resolve({ available: true }),
    warmUp: () => Promise.resolve(),
    prepare: (compiled, options) =>
      new Promise((resolve) => {
        onPrepare(options);
        resolve(prepare(compiled));
      }),
    close: () => Promise.resolve(),
    ...changes,
    open,
  };
}
