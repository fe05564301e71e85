import { timeoutError } from "./errors.ts";
import type { Future } from "./future.ts";

/** When `wait` returns. */
export type ReturnWhen = "firstCompleted" | "firstException" | "allCompleted";

// deno-lint-ignore no-explicit-any
type AnyFuture = Future<any>;

/**
 * Yields futures as they become done: those that are done already first, then in the order of completion. Duplicates
 * are yielded once. Each comes in a record, since what can be awaited can't be yielded as it is.
 *
 * @param futures The futures, of any executors.
 * @param options `timeout`, in ms from now on.
 * @throws A `TimeoutError` naming how many are unfinished, if they take longer.
 */
export async function* asCompleted<F extends AnyFuture>(
  futures: Iterable<F>,
  { timeout }: { readonly timeout?: number } = {},
): AsyncGenerator<{ readonly future: F }, void, undefined> {
  const all = new Set(futures);
  const completed: F[] = [];
  let wake = () => {};
  let timedOut = false;
  for (const future of all) {
    future.addDoneCallback(() => {
      completed.push(future);
      wake();
    });
  }
  const timer = timeout === undefined ? undefined : setTimeout(() => {
    timedOut = true;
    wake();
  }, timeout);
  try {
    for (let left = all.size; left > 0; left--) {
      while (completed.length === 0) {
        if (timedOut) throw timeoutError(`${left} (of ${all.size}) futures unfinished`);
        await new Promise<void>((resolve) => wake = resolve);
      }
      yield { future: completed.shift()! };
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for futures together.
 *
 * @param futures The futures, of any executors; duplicates count once.
 * @param options When to return: by default, when all are done. `timeout` in ms ends the waiting without an error.
 * @returns Which are done and which aren't.
 */
export async function wait<F extends AnyFuture>(
  futures: Iterable<F>,
  { timeout, returnWhen = "allCompleted" }: { readonly timeout?: number; readonly returnWhen?: ReturnWhen } = {},
): Promise<{ done: Set<F>; notDone: Set<F> }> {
  const all = new Set(futures);
  const done = new Set<F>();
  const enough: Record<ReturnWhen, () => boolean> = {
    firstCompleted: () => done.size > 0,
    firstException: () => done.size === all.size || [...done].some((future) => future.failed()),
    allCompleted: () => done.size === all.size,
  };
  await new Promise<void>((resolve) => {
    const timer = timeout === undefined ? undefined : setTimeout(resolve, timeout);
    const check = () => {
      if (all.size > 0 && !enough[returnWhen]()) return;
      clearTimeout(timer);
      resolve();
    };
    for (const future of all) if (future.done()) done.add(future);
    check();
    for (const future of all) {
      future.addDoneCallback(() => {
        done.add(future);
        check();
      });
    }
  });
  const finished = new Set([...all].filter((future) => future.done()));
  return { done: finished, notDone: all.difference(finished) };
}
