import { timeoutError } from "./errors.ts";
import type { Executor, Iterables, MapOptions } from "./executor.ts";
import type { Future } from "./future.ts";
import type { Task } from "./task.ts";

/** `Executor.map` by means of `Executor.submit`, for every executor. */
export function mapBySubmit<Args extends unknown[], R>(
  executor: Pick<Executor, "submit">,
  task: Task<Args, R>,
  iterables: Iterables<Args>,
  { timeout, bufferSize = Infinity }: MapOptions = {},
): AsyncIterableIterator<R> {
  if (!(bufferSize >= 1)) throw new RangeError(`map needs a bufferSize of at least 1: it is ${bufferSize}`);
  const deadline = timeout === undefined ? undefined : performance.now() + timeout;
  const inputs = zip(iterables);
  const futures: Future<R>[] = [];
  const submitNext = (): boolean => {
    const next = inputs.next();
    if (!next.done) futures.push(executor.submit(task, ...next.value));
    return !next.done;
  };
  while (futures.length < bufferSize && submitNext());

  async function* results(): AsyncGenerator<R, void, undefined> {
    try {
      while (futures.length > 0) {
        const left = deadline === undefined ? undefined : Math.max(0, deadline - performance.now());
        if (left === 0 && !futures[0].done()) throw timeoutError(`map took longer than ${timeout} ms`);
        const value = await futures[0].result({ timeout: left });
        futures.shift();
        submitNext();
        yield value;
      }
    } finally {
      futures.forEach((future) => future.cancel());
      inputs.return();
    }
  }
  return results();
}

/** The tuples of what the iterables yield together, until the first one ends. */
function* zip<Args extends unknown[]>(iterables: Iterables<Args>): Generator<Args, void, undefined> {
  const iterators = (iterables as Iterable<unknown>[]).map((iterable) => iterable[Symbol.iterator]());
  if (iterators.length === 0) return;
  try {
    while (true) {
      const values: unknown[] = [];
      for (const iterator of iterators) {
        const next = iterator.next();
        if (next.done) return;
        values.push(next.value);
      }
      yield values as Args;
    }
  } finally {
    iterators.forEach((iterator) => iterator.return?.());
  }
}
