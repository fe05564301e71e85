import type { Value } from "../../ir/mod.ts";
import { type Formula, ROUNDER } from "./formula.ts";

/** ln 2 in two parts; the first has 42 bits, so that its products with the exponents of an f64 are exact. */
export const LN2_HIGH = 0.6931471805598903;
export const LN2_LOW = 5.497923018708371e-14;

/** Below it 2^k is no normal number; above its opposite, e^x overflows. */
const LOWEST = -708;
const HIGHEST = 709;

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

/** The same with one term more: relative error 3.7e-18. */
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

/** e^x = 2^k e^r, k = x/ln 2 rounded, r = x - k ln 2 by Cody and Waite, e^r by a polynomial. */
export function expandExponential(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guard(f.operation("gt", x, LOWEST));
  f.guard(f.operation("lt", x, HIGHEST));
  const shifted = f.madd(x, Math.LOG2E, ROUNDER);
  const k = f.sub(shifted, ROUNDER);
  const first = f.nmadd(k, LN2_HIGH, x);
  if (f.fastmath) {
    const power = f.polynomial(f.nmadd(k, LN2_LOW, first), FAST_EXPONENTIAL);
    return f.scaleByPowerOfTwo(power, f.bits(shifted));
  }
  const lost = f.mul(k, LN2_LOW);
  const r = f.sub(first, lost);
  const tail = f.sub(f.sub(first, r), lost);
  const correction = f.madd(f.mul(r, r), f.polynomial(r, EXPONENTIAL), tail);
  return f.scaleByPowerOfTwo(f.add(1, f.add(r, correction)), f.bits(shifted));
}
