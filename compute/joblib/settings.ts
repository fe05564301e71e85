import { automaticBatchSize, type BatchSizer, fixedBatchSize } from "./batch_size.ts";

/** How many batches are on their way at a time: a number, a multiple of `nJobs`, or all. */
export type PreDispatch = number | "all" | "nJobs" | `${number}*nJobs`;

/**
 * The number of jobs that `nJobs` stands for.
 *
 * @param nJobs As joblib has it: -1 is all cores, -2 all but one, and so on.
 * @throws {RangeError} If it is 0 or no integer.
 */
export function effectiveJobs(nJobs: number, cores: number = navigator.hardwareConcurrency): number {
  if (nJobs === 0) throw new RangeError("nJobs is 0, which means nothing: give 1 or more, or -1 for all cores");
  if (!Number.isInteger(nJobs)) throw new RangeError(`nJobs is a whole number, not ${nJobs}`);
  return nJobs > 0 ? nJobs : Math.max(1, cores + 1 + nJobs);
}

/**
 * How many batches may be on their way at a time.
 *
 * @throws {RangeError} If it is less than 1, or can't be read.
 */
export function dispatchWindow(preDispatch: PreDispatch, jobs: number): number {
  if (preDispatch === "all") return Infinity;
  const factor = typeof preDispatch === "string" ? preDispatch.match(/^(?:([\d.]+)\s*\*\s*)?nJobs$/) : null;
  const count = typeof preDispatch === "number" ? preDispatch : factor ? Number(factor[1] ?? 1) * jobs : NaN;
  if (count >= 1) return Math.floor(count);
  throw new RangeError(`preDispatch is "all", a number of at least 1, or one like "2*nJobs"; not ${preDispatch}`);
}

/**
 * Makes the rule for the sizes of batches.
 *
 * @throws {RangeError} If it is neither "auto" nor an integer of at least 1.
 */
export function batchSizer(batchSize: number | "auto"): BatchSizer {
  if (batchSize === "auto") return automaticBatchSize();
  if (Number.isInteger(batchSize) && batchSize >= 1) return fixedBatchSize(batchSize);
  throw new RangeError(`batchSize is "auto" or an integer of at least 1, not ${batchSize}`);
}
