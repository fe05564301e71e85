/** What the tests of joblib have run elsewhere. */
import { reportProgress, task, taskSignal } from "../../compute/futures/mod.ts";
import { delayed, Parallel } from "../../compute/joblib/mod.ts";

export function double(x: number): number {
  return 2 * x;
}

export function scaled(x: number, { by }: { readonly by: number }): number {
  return x * by;
}

export function inverse(x: number): number {
  if (x === 0) throw new RangeError("zero has no inverse");
  return 1 / x;
}

/** Waits until a shared word is set. */
export function waitFor(words: Int32Array, value: string): string {
  Atomics.wait(words, 0, 0);
  return value;
}

/** Sets that word. */
export function letGo(words: Int32Array, value: string): string {
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
  return value;
}

/** How many run at a time: the most is kept in the second word. */
export function crowd(words: Int32Array): void {
  const here = Atomics.add(words, 0, 1) + 1;
  for (let most; here > (most = Atomics.load(words, 1));) Atomics.compareExchange(words, 1, most, here);
  for (let k = 0; k < 1000; k++) Math.hypot(k, here);
  Atomics.sub(words, 0, 1);
}

/** Ends when its call is aborted. */
export function hold(): Promise<never> {
  reportProgress(1);
  const signal = taskSignal();
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

export function spin(): never {
  while (true);
}

/** Another loop inside of a task. */
export function row(x: number, backend?: "threading"): Promise<number[]> {
  const parallel = Parallel({ nJobs: 2, backend });
  return parallel([1, 2, 3].map((y) => delayed(task(import.meta, double))(10 * x + y)));
}
