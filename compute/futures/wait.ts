import { limitWait, timeoutError } from "./errors.ts";
import { Future, type WaitOptions } from "./future.ts";

/** When `wait` returns. */
export type ReturnWhen = "firstCompleted" | "firstException" | "allCompleted";

// deno-lint-ignore no-explicit-any
type AnyFuture = Future<any>;

/** @throws {TypeError} If there is something else among them. */
function checkFutures<F extends AnyFuture>(futures: Iterable<F>, what: string): Set<F> {
  const all = new Set(futures);
  for (const future of all) {
    if (!(future instanceof Future)) {
      throw new TypeError(`${what} takes futures, as submit returns them: not ${future}`);
    }
  }
  return all;
}

/**
 * Yields futures as they become done: those that are done already first, then in the order of completion. Duplicates
 * are yielded once. Each comes in a record, since what can be awaited can't be yielded as it is.
 *
 * @param futures The futures, of any executors.
 * @param options `timeout`, in ms from the first step on.
 * @throws A `TimeoutError` naming how many are unfinished, if they take longer; the reason of the signal.
 */
export async function* asCompleted<F extends AnyFuture>(
  futures: Iterable<F>,
  options: WaitOptions = {},
): AsyncGenerator<{ readonly future: F }, void, undefined> {
  const all = checkFutures(futures, "asCompleted");
  const completed: F[] = [];
  let wake = () => {};
  let failure: ((left: number) => unknown) | null = null;
  for (const future of all) {
    future.addDoneCallback(() => {
      completed.push(future);
      wake();
    });
  }
  const fail = (why: (left: number) => unknown) => {
    failure = why;
    wake();
  };
  const stop = limitWait(
    options,
    () => fail((left) => timeoutError(`${left} (of ${all.size}) futures unfinished`)),
    (reason) => fail(() => reason),
  );
  try {
    for (let left = all.size; left > 0; left--) {
      while (completed.length === 0) {
        if (failure) throw (failure as (left: number) => unknown)(left);
        await new Promise<void>((resolve) => wake = resolve);
      }
      yield { future: completed.shift()! };
    }
  } finally {
    stop();
  }
}

/**
 * Waits for futures together.
 *
 * @param futures The futures, of any executors; duplicates count once.
 * @param options When to return: by default, when all are done. `timeout` in ms ends the waiting without an error.
 * @returns Which are done and which aren't.
 * @throws {RangeError} If there is no such `returnWhen`; the reason of the signal.
 */
export async function wait<F extends AnyFuture>(
  futures: Iterable<F>,
  { returnWhen = "allCompleted", ...limits }: WaitOptions & { readonly returnWhen?: ReturnWhen } = {},
): Promise<{ done: Set<F>; notDone: Set<F> }> {
  const all = checkFutures(futures, "wait");
  const done = new Set<F>();
  const enough: Record<ReturnWhen, () => boolean> = {
    firstCompleted: () => done.size > 0,
    firstException: () => done.size === all.size || [...done].some((future) => future.failed()),
    allCompleted: () => done.size === all.size,
  };
  if (!Object.hasOwn(enough, returnWhen)) {
    throw new RangeError(`returnWhen is one of ${Object.keys(enough).join(", ")}: not ${returnWhen}`);
  }
  await new Promise<void>((resolve, reject) => {
    const stop = limitWait(limits, resolve, reject);
    const check = () => {
      if (all.size > 0 && !enough[returnWhen]()) return;
      stop();
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
