import type { Call, Executor } from "../futures/mod.ts";
import { startTimer } from "../threading/mod.ts";
import type { BatchSizer } from "./batch_size.ts";
import type { RunCounts, RunObserver } from "./progress.ts";

/** How the calls of a run are dispatched. */
export interface RunSettings {
  /** Among how many jobs what is left is spread. */
  readonly jobs: number;
  /** How many batches may be on their way at a time. */
  readonly window: number;
  readonly sizer: BatchSizer;
  /** In ms, for each call from its start. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** What a batch of calls returned. */
export interface CompletedBatch<R> {
  /** The number of its first call. */
  readonly first: number;
  readonly values: readonly R[];
}

/**
 * The calls of one `Parallel` on their way: taken from their iterable as there is room for them, sent in batches, heard
 * of as they complete. The first error ends all.
 */
export class Run<R> {
  readonly #calls: Iterator<Call<R>>;
  readonly #executor: Executor;
  readonly #settings: RunSettings;
  readonly #observer: RunObserver;
  readonly #onEnd: (clean: boolean) => Promise<void>;
  readonly #abort = new AbortController();
  readonly #total: number | null;
  #completed: CompletedBatch<R>[] = [];
  #wake = () => {};
  #inFlight = 0;
  #dispatched = 0;
  #batches = 0;
  #done = 0;
  #exhausted = false;
  #ended = false;
  #closing: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;

  /**
   * @param calls What is to be called.
   * @param executor Who calls it.
   * @param observer Hears of the progress.
   * @param onEnd Called once, when nothing more will be asked of the executor, with whether nothing is left running; the
   * run's end waits for it.
   */
  constructor(
    calls: Iterable<Call<R>>,
    executor: Executor,
    settings: RunSettings,
    observer: RunObserver,
    onEnd: (clean: boolean) => Promise<void>,
  ) {
    if (typeof calls?.[Symbol.iterator] !== "function") {
      throw new TypeError(
        "Parallel runs an iterable of calls that delayed made: parallel(inputs.map((x) => delayed(f)(x)))",
      );
    }
    this.#calls = calls[Symbol.iterator]();
    this.#total = Array.isArray(calls) ? calls.length : null;
    this.#executor = executor;
    this.#settings = settings;
    this.#observer = observer;
    this.#onEnd = onEnd;
  }

  /** Sends the first calls. */
  start(): void {
    const { signal } = this.#settings;
    if (signal?.aborted) return this.#fail(signal.reason);
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#dispatch();
  }

  /** Ends the run, as nobody has a use for its results. */
  cancel(): void {
    this.#end(false);
  }

  /**
   * The batches in the order of their completion.
   *
   * @throws The first error of a call, of the iterable, or of the observer; a `TimeoutError`.
   */
  async *completions(): AsyncGenerator<CompletedBatch<R>, void, undefined> {
    while (true) {
      for (const batch of this.#completed.splice(0)) yield batch;
      if (this.#ended && this.#completed.length === 0) {
        await this.#closing;
        if (this.#failure) throw this.#failure.error;
        return;
      }
      if (this.#completed.length === 0) await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Sends calls while there is room for them. */
  #dispatch(): void {
    try {
      while (!this.#ended && this.#inFlight < this.#settings.window) {
        const batch = this.#nextBatch();
        if (batch.length > 0) this.#send(batch);
        if (this.#exhausted) break;
      }
    } catch (error) {
      return this.#fail(error);
    }
    if (this.#exhausted && this.#inFlight === 0) this.#end(true);
  }

  #nextBatch(): Call<R>[] {
    let size = this.#settings.sizer.size();
    if (this.#total !== null && size > 1) {
      // Towards the end batches get smaller, so that all jobs end at about the same time.
      size = Math.min(size, Math.max(1, Math.floor((this.#total - this.#dispatched) / (2 * this.#settings.jobs))));
    }
    const batch: Call<R>[] = [];
    while (batch.length < size) {
      const next = this.#calls.next();
      if (next.done) {
        this.#exhausted = true;
        break;
      }
      batch.push(checkCall(next.value));
    }
    return batch;
  }

  #send(batch: readonly Call<R>[]): void {
    const first = this.#dispatched;
    const { timeout } = this.#settings;
    let stopTimer = () => {};
    const onStart = timeout === undefined ? undefined : () => {
      stopTimer();
      stopTimer = startTimer(timeout, () => this.#fail(timeoutError(timeout)));
    };
    const sentAt = performance.now();
    this.#dispatched += batch.length;
    this.#batches++;
    const future = this.#executor.submitBatch({ signal: this.#abort.signal, onStart }, batch);
    this.#inFlight++;
    future.then(
      (values) => {
        stopTimer();
        this.#inFlight--;
        this.#receive({ first, values }, performance.now() - sentAt);
      },
      (error) => {
        stopTimer();
        this.#inFlight--;
        this.#fail(error);
      },
    );
  }

  #receive(batch: CompletedBatch<R>, durationMs: number): void {
    if (this.#ended) return;
    this.#settings.sizer.completed(batch.values.length, durationMs);
    this.#done += batch.values.length;
    this.#completed.push(batch);
    this.#dispatch();
    try {
      if (!this.#failure) this.#observer.progressed(this.#counts());
    } catch (error) {
      this.#fail(error);
    }
    this.#wake();
  }

  #counts(): RunCounts {
    return {
      completed: this.#done,
      dispatched: this.#dispatched,
      batches: this.#batches,
      total: this.#total ?? (this.#exhausted ? this.#dispatched : null),
      exhausted: this.#exhausted,
      finished: this.#exhausted && this.#done === this.#dispatched,
    };
  }

  readonly #onAbort = () => this.#fail(this.#settings.signal!.reason);

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#failure = { error };
    this.#end(false);
  }

  #end(whole: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#settings.signal?.removeEventListener("abort", this.#onAbort);
    const left = this.#inFlight;
    if (!whole) {
      this.#abort.abort(new DOMException("the run of which this call was a part has ended", "AbortError"));
      if (!this.#exhausted) this.#calls.return?.();
    }
    this.#closing = this.#onEnd(left === 0);
    this.#wake();
  }
}

/** @throws {TypeError} If it isn't what `delayed` makes. */
function checkCall<R>(call: Call<R>): Call<R> {
  if (Array.isArray(call?.args)) return call;
  const what = typeof call === "function" ? "a function: delayed(f) takes the arguments, delayed(f)(x)" : String(call);
  throw new TypeError(`Parallel runs calls that delayed made, not ${what}`);
}

function timeoutError(timeout: number): DOMException {
  return new DOMException(`a task took longer than ${timeout} ms`, "TimeoutError");
}
