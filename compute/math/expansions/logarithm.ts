import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";
import { LN2_HIGH, LN2_LOW } from "./exponential.ts";

/** The smallest normal and the largest finite number. */
const SMALLEST = 2 ** -1022;
const LARGEST = Number.MAX_VALUE;

const bitsOfOne = 0x3ff0_0000_0000_0000n;
/** sqrt(1/2) rounded down to 20 bits. */
const bitsOfLeast = 0x3fe6_a09e_0000_0000n;
const mantissa = 0x000f_ffff_ffff_ffffn;
/** The bits of 2^52, in whose low bits a small integer is the number 2^52 + the integer. */
const bitsOfTwo52 = 0x4330_0000_0000_0000n;

/** log(m) = 2s + s^3 R(s^2), s = (m-1)/(m+1), m in [sqrt(1/2), sqrt(2)]; Remez: relative error 1.2e-18. */
const LOGARITHM = [
  0.6666666666666734,
  0.3999999999941705,
  0.2857142874189057,
  0.22222198621894085,
  0.1818356188959071,
  0.15314110852509796,
  0.14795364013038215,
];

/** The same with one term less: relative error 1.9e-16. */
const FAST_LOGARITHM = [
  0.6666666666658749,
  0.4000000005213748,
  0.28571417151039785,
  0.2222337023631935,
  0.18123687303735828,
  0.1681930730593793,
];

/** Splits a normal positive x into 2^k m with m in [sqrt(1/2), sqrt(2)). */
export function splitExponent(f: Formula, x: Value): { k: Value; m: Value } {
  const shifted = f.operation("addBits", f.bits(x), bitsOfOne - bitsOfLeast);
  const exponent = f.operation("orBits", f.operation("shrBits", shifted, 52n), bitsOfTwo52);
  const k = f.sub(f.fromBits(exponent), 2 ** 52 + 1023);
  const m = f.fromBits(f.operation("addBits", f.operation("andBits", shifted, mantissa), bitsOfLeast));
  return { k, m };
}

/** log(x) = k ln 2 + log(m), log(m) from the series of the inverse hyperbolic tangent. */
export function expandLogarithm(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guard(f.operation("ge", x, SMALLEST));
  f.guard(f.operation("le", x, LARGEST));
  const { k, m } = splitExponent(f, x);
  const above = f.sub(m, 1);
  const s = f.div(above, f.add(m, 1));
  const square = f.mul(s, s);
  if (f.fastmath) {
    const tail = f.mul(f.mul(s, square), f.polynomial(square, FAST_LOGARITHM));
    return f.madd(k, Math.LN2, f.madd(s, 2, tail));
  }
  // 2s = a - a^2/2 + s a^2/2 with a = m - 1, which is exact: so the division's error only touches the small terms.
  const half = f.mul(f.mul(above, 0.5), above);
  const series = f.mul(square, f.polynomial(square, LOGARITHM));
  const small = f.madd(s, f.add(half, series), f.mul(k, LN2_LOW));
  return f.add(f.mul(k, LN2_HIGH), f.sub(above, f.sub(half, small)));
}
