import { operations } from "../../ir/mod.ts";

export const ROUNDS = 10;
export const MULTIPLIER = 0xd256d193 | 0;
/** By how much the key grows from round to round: the golden ratio. */
export const WEYL = 0x9e3779b9 | 0;

const multiplyHigh = operations.mulHighU32.evaluate as (x: number, y: number) => number;

/**
 * Philox2x32 with ten rounds: two words of a counter and a key, all 32-bit integers, to two random words. See Salmon,
 * Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
 */
export function philox(low: number, high: number, key: number): [number, number] {
  let [x, y, k] = [low, high, key];
  for (let round = 0; round < ROUNDS; round++) {
    [x, y] = [multiplyHigh(MULTIPLIER, x) ^ k ^ y, Math.imul(MULTIPLIER, x)];
    k = (k + WEYL) | 0;
  }
  return [x, y];
}

/**
 * A random number made from a seed and a counter alone, so that iterations may draw theirs in any order: kernels may
 * call it, on every target with the same bits (in f32 the first 24 of them).
 *
 * @param seed Which sequence: an integer, of which the low 32 bits count.
 * @param i Which number of it: an integer of magnitude at most 2^53.
 * @returns A number in [0, 1), uniform, of 53 bits.
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { jit, prange, random } from "lanes";
 *
 * const pi = jit((seed: number, n: number) => {
 *   let inside = 0;
 *   for (const i of prange(n)) {
 *     const x = random(seed, 2 * i);
 *     const y = random(seed, 2 * i + 1);
 *     if (x * x + y * y < 1) inside += 1;
 *   }
 *   return 4 * inside / n;
 * });
 *
 * assertAlmostEquals(pi(1, 1e5), Math.PI, 0.02);
 * assertEquals(random(1, 2), random(1, 2));
 * ```
 */
export function random(seed: number, i: number): number {
  const [first, second] = philox(i | 0, Math.floor(i / 2 ** 32) | 0, seed | 0);
  return ((first >>> 5) * 2 ** 26 + (second >>> 6)) / 2 ** 53;
}
