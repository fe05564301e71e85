import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";

/** ln 2 in two parts; the first has 42 bits, so that its products with the exponents of an f64 are exact. */
export const LN2: TwoParts = { high: 0.6931471805598903, low: 5.497923018708371e-14 };

/** The same with a first part of 36 bits, for numbers of 48. */
const NARROW_LN2: TwoParts = { high: 0.6931471805582987, low: 1.6465949582897082e-12 };

interface TwoParts {
  readonly high: number;
  readonly low: number;
}

/** ln 2 in two parts; products of the first with exponents are exact. */
export const ln2 = (f: Formula): TwoParts => f.narrow ? NARROW_LN2 : LN2;

/** What exponentials are reduced to, and a little more, as roundings may have it. */
export const HALF_LN2 = 0.3466;

/** Within it 2^k and e^x are normal numbers. */
const EXPONENTIAL_LIMIT = 708;
const NARROW_EXPONENTIAL_LIMIT = 87;

/** Beyond these e^x is 0, and infinite, as is e^x / 2. */
const UNDERFLOW = -746;
const OVERFLOW = 710.5;

/** e^r = 1 + r + r^2 Q(r) on |r| <= ln(2)/2; Remez, weighted by e^-r: relative error 2.9e-16. */
const FAST_EXPONENTIAL = [
  1,
  1,
  0.49999999999998324,
  0.16666666666611551,
  0.04166666666813724,
  0.008333333370871877,
  0.0013888888516004243,
  0.0001984118523356191,
  2.4801931968216127e-5,
  2.763499199287595e-6,
  2.747670201351871e-7,
];

/** Q alone, with one term more: relative error 3.7e-18. */
export const EXPONENTIAL = [
  0.5000000000000011,
  0.16666666666666438,
  0.04166666666652578,
  0.008333333333473702,
  0.0013888888944871094,
  0.0001984126956071244,
  2.4801491729831866e-5,
  2.7557530004137664e-6,
  2.763076365409263e-7,
  2.5020389958603723e-8,
];

/** x = k ln 2 + r: e^r as 1 + (r + rest), and the integer k. */
function reduced(f: Formula, x: Value): { r: Value; rest: Value; k: Value } {
  const { n: k, integer } = f.roundedProduct(x, Math.LOG2E);
  const { high, low } = ln2(f);
  const first = f.nmadd(k, high, x);
  if (f.fastmath) {
    const r = f.nmadd(k, low, first);
    return { r, rest: f.mul(f.mul(r, r), f.polynomial(r, EXPONENTIAL, HALF_LN2)), k: integer };
  }
  const lost = f.mul(k, low);
  const r = f.sub(first, lost);
  const tail = f.sub(f.sub(first, r), lost);
  return { r, rest: f.madd(f.mul(r, r), f.polynomial(r, EXPONENTIAL, HALF_LN2), tail), k: integer };
}

/** e^x = 2^k e^r, k = x/ln 2 rounded, r = x - k ln 2 by Cody and Waite, e^r by a polynomial. */
export function expandExponential(f: Formula, x: Value): Value {
  if (f.total) {
    const clamped = f.operation("pmin", f.operation("pmax", x, UNDERFLOW), OVERFLOW);
    const { r, rest, k } = reduced(f, clamped);
    return f.scaleAnywhere(f.add(1, f.add(r, rest)), k);
  }
  f.guardMagnitude(x, f.narrow ? NARROW_EXPONENTIAL_LIMIT : EXPONENTIAL_LIMIT);
  if (!f.fastmath) {
    const { r, rest, k } = reduced(f, x);
    return f.scaleByPowerOfTwo(f.add(1, f.add(r, rest)), k);
  }
  const { n: k, integer } = f.roundedProduct(x, Math.LOG2E);
  const { high, low } = ln2(f);
  const r = f.nmadd(k, low, f.nmadd(k, high, x));
  return f.scaleByPowerOfTwo(f.polynomial(r, FAST_EXPONENTIAL, HALF_LN2), integer);
}

/** Below it e^x - 1 rounds to -1; and what is smaller than this rounds to x. */
const ALL_BUT_ONE = -40;
const TINY = 2 ** -54;

/** e^x - 1 = 4 ((2^k - 1)/4 + (2^k/4) (e^r - 1)): a quarter, for 2^k may exceed what a number can be. Valid everywhere. */
export function expandExponentialMinusOne(f: Formula, x: Value): Value {
  const { r, rest, k } = reduced(f, f.operation("pmin", f.operation("pmax", x, ALL_BUT_ONE), OVERFLOW));
  const scale = f.powerOfTwo(k, -2);
  const base = f.sub(scale, 0.25);
  const quarter = f.fastmath
    ? f.madd(scale, f.add(r, rest), base)
    : f.add(f.add(base, f.mul(scale, r)), f.mul(scale, rest));
  // Subnormal numbers don't have quarters, and 0 + -0 is 0.
  return f.select(f.operation("lt", f.abs(x), TINY), x, f.mul(quarter, 4));
}

/** e^x / 4, which is a number for all x up to 710.5, beyond which e^x / 2 is none; NaN stays NaN. */
export function quarterExponential(f: Formula, x: Value): Value {
  const { r, rest, k } = reduced(f, f.operation("pmin", x, OVERFLOW));
  return f.mul(f.add(1, f.add(r, rest)), f.powerOfTwo(k, -2));
}
