import { timeoutError } from "./errors.ts";
import type { Executor, Iterables, MapOptions } from "./executor.ts";
import type { Future } from "./future.ts";
import type { Call, Task } from "./task.ts";

/** `Executor.map` by means of `Executor.submit`, for every executor. */
export function mapBySubmit<Args extends unknown[], R>(
  executor: Pick<Executor, "submitBatch">,
  task: Task<Args, R>,
  iterables: Iterables<Args>,
  { timeout, bufferSize = Infinity, chunkSize = 1, signal }: MapOptions = {},
): AsyncIterableIterator<R> {
  if (!Array.isArray(iterables) || iterables.some((inputs) => typeof inputs?.[Symbol.iterator] !== "function")) {
    throw new TypeError("map takes a list of iterables, one for each parameter of the task: map(task, [inputs])");
  }
  if (Number.isNaN(timeout)) throw new RangeError("map's timeout is a number of ms: it is NaN");
  for (const [name, size] of Object.entries({ bufferSize, chunkSize })) {
    if (!(size >= 1)) throw new RangeError(`map needs a ${name} of at least 1: it is ${size}`);
  }
  const deadline = timeout === undefined ? undefined : performance.now() + timeout;
  const inputs = zip(iterables);
  const futures: Future<R[]>[] = [];
  const submitNext = (): boolean => {
    const calls: Call<R>[] = [];
    for (let next; calls.length < chunkSize && !(next = inputs.next()).done;) calls.push({ task, args: next.value });
    if (calls.length > 0) futures.push(executor.submitBatch({ signal }, calls));
    return calls.length > 0;
  };
  const chunksAhead = Math.max(1, Math.floor(bufferSize / chunkSize));
  const giveUp = () => {
    futures.forEach((future) => future.cancel());
    inputs.return();
  };
  try {
    while (futures.length < chunksAhead && submitNext());
  } catch (error) {
    giveUp();
    throw error;
  }

  async function* results(): AsyncGenerator<R, void, undefined> {
    try {
      while (futures.length > 0) {
        const left = deadline === undefined ? undefined : Math.max(0, deadline - performance.now());
        if (left === 0 && !futures[0].done()) throw timeoutError(`map took longer than ${timeout} ms`);
        const values = await futures[0].result({ timeout: left, signal });
        futures.shift();
        submitNext();
        yield* values;
      }
    } finally {
      giveUp();
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
