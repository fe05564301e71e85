/**
 * What a running task may know of its call. Each worker runs one call at a time, so that this is the worker's: the one
 * state of a module here that changes after import, on the workers' side only.
 */
interface TaskContext {
  readonly signal: AbortSignal;
  readonly report: (progress: number) => void;
}

const OUTSIDE: TaskContext = { signal: new AbortController().signal, report: () => {} };
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

/** For workers: runs a function with the context of its call. */
export async function withTaskContext<R>(context: TaskContext, run: () => R | Promise<R>): Promise<R> {
  current = context;
  try {
    return await run();
  } finally {
    current = OUTSIDE;
  }
}
