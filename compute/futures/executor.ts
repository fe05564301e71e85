import type { Future } from "./future.ts";
import type { Call, Sendable, Task } from "./task.ts";

/** What a call may be given beyond its arguments. */
export interface SubmitOptions {
  /**
   * Aborting it cancels the call: a pending one never runs, a running one sees it through `taskSignal()`. What runs
   * on regardless isn't stopped.
   */
  readonly signal?: AbortSignal;
  /** Called with what the task passes to `reportProgress`. */
  readonly onProgress?: (progress: number) => void;
  /** Called as the call begins to run; for a batch, before each of its calls. */
  readonly onStart?: () => void;
}

export interface MapOptions {
  /** In ms, from the call to each result; a `TimeoutError` after that. */
  readonly timeout?: number;
  /** How many calls are ahead of the one whose result is awaited, at most; without it, all inputs are read at once. */
  readonly bufferSize?: number;
  /**
   * How many calls travel together; default 1. More are faster where calls are short; an error is then that of the
   * whole chunk.
   */
  readonly chunkSize?: number;
  /** Aborting it cancels all calls, as that of a `submitWith` does, and ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface ShutdownOptions {
  /** Whether to wait for the calls that are pending or running; default true. */
  readonly wait?: boolean;
  /** Whether to cancel the pending calls; default false. */
  readonly cancelFutures?: boolean;
}

/** One iterable for each argument. */
export type Iterables<Args extends unknown[]> = { [K in keyof Args]: Iterable<Args[K]> };

/** Runs calls of tasks, somewhere. The interface of all executors. */
export interface Executor extends AsyncDisposable, Disposable {
  /**
   * Has a task called.
   *
   * @param task The function, by reference: see `task()`.
   * @param args Its arguments, copied as `structuredClone` copies. A reference among them, made by `task()`, arrives as
   * the function that it refers to.
   * @returns The call's outcome. An argument that can't be copied, an unknown task: errors of this future alone.
   * @throws {TypeError} If the task is no reference, or an argument a lock or its like rather than its handle.
   * @throws {InvalidStateError} If the executor was shut down.
   * @throws {BrokenExecutor} If it broke.
   */
  submit<Args extends unknown[], R>(task: Task<Args, R>, ...args: Args | Sendable<Args>): Future<R>;
  /** As `submit`, with options first. */
  submitWith<Args extends unknown[], R>(
    options: SubmitOptions,
    task: Task<Args, R>,
    ...args: Args | Sendable<Args>
  ): Future<R>;
  /**
   * Has several calls run one after another by one worker, which costs no more messages than one call.
   *
   * @returns The calls' results, in their order; or the first error.
   */
  submitBatch<R>(options: SubmitOptions, calls: readonly Call<R>[]): Future<R[]>;
  /**
   * Calls a task for each element of the inputs, or each tuple of theirs, up to the end of the shortest. The calls
   * start at once, not at the first `next()`.
   *
   * @returns The results in the order of the inputs. Ending the iteration early cancels what hasn't started.
   */
  map<Args extends unknown[], R>(
    task: Task<Args, R>,
    iterables: Iterables<Args>,
    options?: MapOptions,
  ): AsyncIterableIterator<R>;
  /**
   * Ends the executor; `await using` does, and waits; `using` does without waiting. Further `submit`s fail. May be called
   * again.
   */
  shutdown(options?: ShutdownOptions): Promise<void>;
}
