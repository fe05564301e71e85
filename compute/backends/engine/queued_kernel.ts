import { abortError } from "../../errors.ts";
import { InvalidStateError } from "../../futures/mod.ts";
import type { GpuTimes, PreparedKernel, RunControl, RunOutcome } from "../backend.ts";
import { Progress } from "./drive.ts";
import type { Watch } from "./watch.ts";

/** What a run is given by `QueuedKernel`. */
export interface RunContext {
  /** Aborted when the caller cancels, or the kernel is disposed of. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Whether a GPU's times are asked for; the kernel puts them in `times`. */
  readonly profile: boolean;
  times?: GpuTimes;
}

/**
 * What the prepared kernels of all backends here share: runs one at a time, in order; the time that each takes; an end
 * that cancels them.
 */
export abstract class QueuedKernel implements PreparedKernel {
  readonly precision: PreparedKernel["precision"];
  readonly #closing = new AbortController();
  readonly #onDisposed: (() => void)[] = [];
  readonly #parameters: number;
  readonly #loops: number;
  #last: Promise<unknown> = Promise.resolve();
  #running = false;

  readonly #watch: Watch;

  /**
   * @param parameters How many arguments a run takes.
   * @param loops How many parallel loops there are.
   * @param watch What sequential loops on this thread call.
   * @param precision What it computes in.
   */
  constructor(parameters: number, loops: number, watch: Watch, precision: PreparedKernel["precision"] = "f64") {
    this.precision = precision;
    this.#parameters = parameters;
    this.#loops = loops;
    this.#watch = watch;
  }

  /** Computes the kernel's value; rejects soon after the signal is aborted. */
  protected abstract compute(args: readonly number[], context: RunContext): Promise<number>;

  /** Gives back what the kernel holds; no run is under way. */
  protected abstract release(): Promise<void>;

  /** Starts what runs it, if it isn't; resolves once that is up. */
  gather(): Promise<void> {
    return Promise.resolve();
  }

  async run(args: readonly number[], control: RunControl = {}): Promise<RunOutcome> {
    this.#check(args);
    const asked = performance.now();
    const signal = control.signal ? AbortSignal.any([control.signal, this.#closing.signal]) : this.#closing.signal;
    const turn = this.#last;
    const over = Promise.withResolvers<unknown>();
    this.#last = turn.then(() => over.promise);
    const computing = unlessAborted(turn, signal)
      .then(() => {
        this.#watch.current = control.look;
        const progress = new Progress(this.#loops, control);
        return this.#runNow(args, asked, { signal, progress, profile: control.profile ?? false });
      });
    computing.then(over.resolve, over.resolve);
    // A cancelled run rejects at once; the next one waits until the workers have let go of this one.
    return await unlessAborted(computing, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(abortError("the kernel was closed"));
    await this.#last;
    await this.release();
    this.#onDisposed.forEach((callback) => callback());
  }

  /** Has a function called once the kernel is disposed of. */
  addDisposeCallback(callback: () => void): void {
    this.#onDisposed.push(callback);
  }

  /**
   * For `runSync`: runs a function and takes its time.
   *
   * @throws {InvalidStateError} If a run is under way.
   */
  protected timed(args: readonly number[], compute: () => number): RunOutcome {
    this.#check(args);
    if (this.#running) throw new InvalidStateError("the kernel is running: one run at a time");
    const started = performance.now();
    const value = compute();
    return { value, timings: { computeMs: performance.now() - started } };
  }

  async #runNow(args: readonly number[], asked: number, context: RunContext): Promise<RunOutcome> {
    this.#running = true;
    try {
      const started = performance.now();
      const value = await this.compute(args, context);
      context.progress.done();
      const timings = { queueMs: started - asked, computeMs: performance.now() - started };
      return { value, timings: context.profile && context.times ? { ...timings, gpu: context.times } : timings };
    } finally {
      this.#running = false;
      this.#watch.current = undefined;
    }
  }

  #check(args: readonly number[]): void {
    if (args.length !== this.#parameters) {
      throw new TypeError(`the kernel takes ${this.#parameters} arguments, not ${args.length}`);
    }
    this.#closing.signal.throwIfAborted();
  }
}

/** Waits for a promise, but not beyond the abort of a signal. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
