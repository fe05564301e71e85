import type { Run } from "./run.ts";

/** How results come back. */
export type ReturnAs = "list" | "generator" | "generatorUnordered";

/** What comes back of calls that return R. */
export type Returned<As extends ReturnAs, R> = As extends "list" ? Promise<R[]> : AsyncIterableIterator<R>;

/** Results as they are wanted. */
export const DELIVERIES: Readonly<Record<ReturnAs, <R>(run: Run<R>) => Returned<ReturnAs, R>>> = {
  list: collect,
  generator: (run) => iterate(run, inOrder(run)),
  generatorUnordered: (run) => iterate(run, asCompleted(run)),
};

async function collect<R>(run: Run<R>): Promise<R[]> {
  const results: R[] = [];
  for await (const { first, values } of run.completions()) values.forEach((value, k) => results[first + k] = value);
  return results;
}

async function* asCompleted<R>(run: Run<R>): AsyncGenerator<R, void, undefined> {
  for await (const { values } of run.completions()) yield* values;
}

async function* inOrder<R>(run: Run<R>): AsyncGenerator<R, void, undefined> {
  const early = new Map<number, readonly R[]>();
  let next = 0;
  for await (const { first, values } of run.completions()) {
    early.set(first, values);
    for (let ready; (ready = early.get(next)); next += ready.length) {
      early.delete(next);
      yield* ready;
    }
  }
}

/** Leaving the iteration, before its first step even, ends the run. */
function iterate<R>(run: Run<R>, results: AsyncGenerator<R, void, undefined>): AsyncIterableIterator<R> {
  return {
    next: () => results.next(),
    return() {
      run.cancel();
      return results.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
