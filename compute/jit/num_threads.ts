import { MAX_JOBS } from "../backends/mod.ts";

let chosen: number | null = null;

/** How many threads there can be: the cores of this machine, as far as it tells. */
function mostThreads(): number {
  return Math.min(MAX_JOBS, globalThis.navigator?.hardwareConcurrency ?? 1);
}

/**
 * Tells how many threads parallel kernels compute with, where their options don't say.
 *
 * @returns What `setNumThreads` was told last; before that, the number of cores.
 */
export function getNumThreads(): number {
  return chosen ?? mostThreads();
}

/**
 * Has all parallel kernels whose options name no `jobs` compute with so many threads from their next call on, the caller
 * included. Values don't depend on it, to the last bit.
 *
 * @param threads From 1 to the number of cores.
 * @throws {RangeError} If it is anything else.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { getNumThreads, setNumThreads } from "lanes";
 *
 * const before = getNumThreads();
 * setNumThreads(1);
 * assertEquals(getNumThreads(), 1);
 * setNumThreads(before);
 * ```
 */
export function setNumThreads(threads: number): void {
  const most = mostThreads();
  if (!Number.isInteger(threads) || threads < 1 || threads > most) {
    throw new RangeError(
      `the number of threads must be an integer from 1 to ${most}, the cores of this machine: it is ${threads}; ` +
        `a kernel's own jobs may be more`,
    );
  }
  chosen = threads;
}
