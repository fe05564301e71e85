import {
  checkTask,
  type Executor,
  mathTask,
  type Portable,
  TASK,
  type Task,
  task,
  ThreadPoolExecutor,
} from "../futures/mod.ts";
import { integrate, type QuadratureOptions } from "./integrate.ts";

export interface AsyncQuadratureOptions extends QuadratureOptions {
  /** Into how many parts the range is cut; default the number of cores. */
  readonly nJobs?: number;
  /** Who computes the parts; default a thread pool of its own, for the time of the call. It is not shut down. */
  readonly executor?: Executor;
  /** Ends the computation when aborted; parts that run on regardless are not waited for. */
  readonly signal?: AbortSignal;
}

const INTEGRATE = task(new URL("./integrate.ts", import.meta.url), integrate);

/**
 * Computes the left Riemann sum of a function over [a, b] in parts, as the lecture's `integrate_async`: the range is cut
 * into `nJobs` parts of `nIter / nJobs` samples each, rounded down. The parts' sums are added in their order, so that
 * the digits depend on `nJobs`, but not on which part is ready first.
 *
 * @param f The function, by reference; kernels and functions of `Math` as they are.
 * @param a Where the range begins.
 * @param b Where it ends; below `a`, the sign follows.
 * @throws {RangeError} If nJobs or nIter is no integer of at least 1, or there are more jobs than samples.
 * @throws {TypeError} If f is a function that is neither Math's own nor a kernel.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { integrateAsync } from "lanes/quadrature";
 *
 * assertEquals(await integrateAsync(Math.cos, 0, Math.PI / 2, { nJobs: 2 }), 1.0007851925466305);
 * ```
 */
export async function integrateAsync(
  f: Task<[x: number], number> | ((x: number) => number),
  a: number,
  b: number,
  { nJobs = navigator.hardwareConcurrency, nIter = 1000, executor, signal }: AsyncQuadratureOptions = {},
): Promise<number> {
  if (!Number.isInteger(nJobs) || nJobs < 1) {
    throw new RangeError(`an integral needs an integer number of jobs of at least 1: nJobs is ${nJobs}`);
  }
  if (!Number.isInteger(nIter) || nIter < nJobs) {
    throw new RangeError(`each job needs a sample at least: nIter is ${nIter}, for ${nJobs} jobs`);
  }
  const integrand = referenceTo(f);
  const own = executor ? null : new ThreadPoolExecutor({ maxWorkers: nJobs });
  try {
    const step = (b - a) / nJobs;
    const options = { nIter: Math.floor(nIter / nJobs) };
    const parts = Array.from({ length: nJobs }, (_, i) => {
      const [from, to] = [a + i * step, a + (i + 1) * step];
      return (executor ?? own!).submitWith({ signal }, INTEGRATE, integrand, from, to, options);
    });
    let sum = 0;
    for (const part of parts) sum += await part;
    return sum;
  } finally {
    await own?.shutdown({ wait: !signal?.aborted, cancelFutures: true });
  }
}

function referenceTo(f: Task<[x: number], number> | ((x: number) => number)): Task<[x: number], number> {
  if (typeof f === "function") {
    const reference = TASK in f ? task(f as Portable<[x: number], number>) : mathTask(f);
    if (reference) return reference;
  }
  checkTask(f, "what integrateAsync integrates");
  return f as Task<[x: number], number>;
}
