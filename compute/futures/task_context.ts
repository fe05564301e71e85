/** Where a task runs: on a pool's thread, in a pool's process, or on the caller's own thread. */
export type WorkerKind = "thread" | "process" | "caller";

/**
 * What a running task may know of its call. Each worker runs one call at a time, so that this is the worker's: the one
 * state of a module here that changes after import.
 */
interface TaskContext {
  readonly signal: AbortSignal;
  readonly report: (progress: number) => void;
  readonly worker: WorkerKind;
}

const OUTSIDE: TaskContext = { signal: new AbortController().signal, report: () => {}, worker: "caller" };
let current: TaskContext = OUTSIDE;

/**
 * The signal of the call being run, aborted once its caller has no use for the result. A long task looks at it between
 * pieces of its work (and lets the event loop turn, so that it can change).
 *
 * @returns A signal that is never aborted, outside of a task.
 */
export function taskSignal(): AbortSignal {
  return current.signal;
}

/** Tells the caller of the call being run how far it got; see `SubmitOptions.onProgress`. */
export function reportProgress(progress: number): void {
  current.report(progress);
}

/** Where the call being run runs; outside of calls, "caller". */
export function workerKind(): WorkerKind {
  return current.worker;
}

/** For workers: runs a function with the context of its call. */
export async function withTaskContext<R>(context: TaskContext, run: () => R | Promise<R>): Promise<R> {
  const before = current;
  current = context;
  try {
    return await run();
  } finally {
    current = before;
  }
}
