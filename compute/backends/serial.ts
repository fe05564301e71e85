import { instantiateJs } from "../codegen/js/instantiate.ts";
import type { LoopRequest, LoopRunner } from "../codegen/target.ts";
import type { Backend, RunOutcome } from "./backend.ts";
import { drive, driveSync } from "./engine/drive.ts";
import { createEngineBackend } from "./engine/engine_backend.ts";
import { nextTurn, SLICE_MS } from "./engine/event_loop.ts";
import { type JsParts, jsParts } from "./engine/kernel_parts.ts";
import { QueuedKernel, type RunContext } from "./engine/queued_kernel.ts";

/** Iterations that a runner takes at once, at most and at first; at least, so that they stay multiples of 1024. */
const MAX_PIECE = 2 ** 20;
const FIRST_PIECE = 2 ** 12;
const MIN_PIECE = 2 ** 10;

/** The baseline: JavaScript, inline, in index order with one accumulator, as the lecture writes it. */
export function createSerialBackend(): Backend {
  return createEngineBackend({
    name: "serial",
    target: "js",
    executor: "inline",
    usesJobs: false,
    summary: "Plain JavaScript, one loop in index order: the baseline.",
    lecture: [{ name: "integrate in plain Python", ms: 154 }],
    prepare: (kernel) => new SerialKernel(jsParts(kernel)),
  });
}

class SerialKernel extends QueuedKernel {
  readonly #parts: JsParts;
  readonly #runner: LoopRunner;

  constructor(parts: JsParts) {
    super(parts.parameters, parts.loops.length, parts.watch);
    this.#parts = parts;
    this.#runner = instantiateJs(parts.code.loops, parts.watch.look);
  }

  runSync(args: readonly number[]): RunOutcome {
    return this.timed(args, () => driveSync(this.#parts.driver, args, (request) => this.#runLoop(request)));
  }

  protected override compute(args: readonly number[], context: RunContext): Promise<number> {
    return drive(this.#parts.driver, args, (request) => this.#runInSlices(request, context));
  }

  protected override release(): Promise<void> {
    return Promise.resolve();
  }

  #runLoop({ loop, start, count, captures, initial }: LoopRequest): Float64Array {
    const accumulators = Float64Array.from(initial);
    this.#runner.bind(loop, captures);
    for (let done = 0; done < count; done += MAX_PIECE) {
      this.#runner.run(loop, start + done, Math.min(MAX_PIECE, count - done), accumulators, 0);
    }
    return accumulators;
  }

  /** Runs a loop in pieces that last some ms; how it is cut doesn't change the order of summation. */
  async #runInSlices(request: LoopRequest, { signal, progress }: RunContext): Promise<Float64Array> {
    const { loop, start, count, captures, initial } = request;
    const accumulators = Float64Array.from(initial);
    this.#runner.bind(loop, captures);
    let piece = FIRST_PIECE;
    for (let done = 0, turned = performance.now(), now = turned; done < count;) {
      this.#runner.run(loop, start + done, Math.min(piece, count - done), accumulators, 0);
      done += Math.min(piece, count - done);
      const took = -now + (now = performance.now());
      if (took < SLICE_MS / 8) piece = Math.min(MAX_PIECE, piece * 2);
      else if (took > SLICE_MS / 2) piece = Math.max(MIN_PIECE, piece / 2);
      if (now - turned < SLICE_MS || done >= count) continue;
      progress.loop(loop, done / count);
      await nextTurn();
      signal.throwIfAborted();
      turned = now = performance.now();
    }
    return accumulators;
  }
}
