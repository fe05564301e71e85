import { iterationCount } from "../ir/mod.ts";

/**
 * Marks a loop whose iterations are independent but for reductions. In a jitted kernel it is compiled; anywhere else it
 * yields the indices in order, so that a kernel is also a plain function.
 *
 * @param stop The number of iterations: the indices are 0 to stop - 1.
 * @returns The indices.
 * @throws {RangeError} If a bound is not an integer of magnitude at most 2^53.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { prange } from "lanes";
 *
 * assertEquals([...prange(3)], [0, 1, 2]);
 * assertEquals([...prange(2, 4)], [2, 3]);
 * ```
 */
export function prange(stop: number): Generator<number, void, undefined>;
/**
 * As above, from a first index.
 *
 * @param start The first index.
 * @param stop The index before which the loop ends; none above `start` means no iteration.
 */
export function prange(start: number, stop: number): Generator<number, void, undefined>;
export function* prange(first: number, second?: number): Generator<number, void, undefined> {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const count = iterationCount(start, stop);
  for (let k = 0; k < count; k++) yield start + k;
}
