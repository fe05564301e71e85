/** How finely an integral is sampled. */
export interface QuadratureOptions {
  /** The number of samples; default 1000. */
  readonly nIter?: number;
}

/**
 * Computes the left Riemann sum of a function over [a, b], as the lecture writes it: samples are added one after
 * another, each times the length of a step.
 *
 * @param f Any function of a number; it is called, not compiled. The library's `integrate` compiles it.
 * @param a Where the range begins.
 * @param b Where it ends; below `a`, the sign follows.
 * @throws {RangeError} If nIter is no integer of at least 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { integrate } from "lanes/quadrature";
 *
 * assertEquals(integrate(Math.cos, 0, Math.PI / 2), 1.0007851925466296);
 * ```
 */
export function integrate(
  f: (x: number) => number,
  a: number,
  b: number,
  { nIter = 1000 }: QuadratureOptions = {},
): number {
  if (!Number.isInteger(nIter) || nIter < 1) {
    throw new RangeError(`an integral needs an integer number of samples of at least 1: nIter is ${nIter}`);
  }
  const step = (b - a) / nIter;
  let acc = 0;
  for (let i = 0; i < nIter; i++) acc += f(a + i * step) * step;
  return acc;
}
