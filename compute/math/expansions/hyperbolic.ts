import type { Value } from "../../ir/mod.ts";
import { expandExponential, EXPONENTIAL_LIMIT, exponentialMinusOne, LN2_HIGH, LN2_LOW } from "./exponential.ts";
import { type Formula, ROUNDER } from "./formula.ts";
import { logarithmOfOnePlus } from "./logarithm.ts";

/** tanh(r/2) = r P(r^2) / Q(r^2) on |r| <= ln(2)/2; rational Remez: relative error 9.9e-18. */
const NUMERATOR = [0.5, 0.013887385127684632, 3.304373917157001e-5];
const DENOMINATOR = [1, 0.11110810358870059, 0.000991762777535711];

/** From here on tanh rounds to 1. */
const TANH_ONE = 20;

/** Where tanh is about 1/2. */
const TANH_HALF = 0.55;

/** Where squares neither overflow nor lose the 1 beside them. */
const SQUARE_LIMIT = 2 ** 500;

/**
 * tanh(x) = (E - 1) / (E + 1), E = e^2|x| = 2^k (Q + B) / (Q - B) with B/Q = tanh(r/2), multiplied out to one division:
 * ((2^k - 1) Q + (2^k + 1) B) / ((2^k + 1) Q + (2^k - 1) B). Nothing cancels; valid everywhere.
 */
export function expandTanh(f: Formula, x: Value): Value {
  const size = f.operation("pmin", f.abs(x), TANH_ONE);
  const double = f.mul(size, 2);
  const shifted = f.madd(size, 2 * Math.LOG2E, ROUNDER);
  const k = f.sub(shifted, ROUNDER);
  const r = f.nmadd(k, LN2_LOW, f.nmadd(k, LN2_HIGH, double));
  const square = f.mul(r, r);
  const odd = f.mul(r, f.polynomial(square, NUMERATOR));
  const even = f.polynomial(square, DENOMINATOR);
  const scale = f.powerOfTwo(f.bits(shifted));
  const less = f.sub(scale, 1);
  const more = f.add(scale, 1);
  const upper = f.madd(less, even, f.mul(more, odd));
  const lower = f.madd(more, even, f.mul(less, odd));
  if (f.fastmath) return f.operation("copysign", f.div(upper, lower), x);
  // Beyond 1/2 as 1 - 2 / (E + 1), whose rounding errors weigh less.
  const far = f.operation("gt", size, TANH_HALF);
  const quotient = f.div(f.select(far, f.mul(f.sub(even, odd), 2), upper), lower);
  return f.operation("copysign", f.select(far, f.sub(1, quotient), quotient), x);
}

/** sinh(x) = (q + q/(q + 1)) / 2, q = e^|x| - 1. */
export function expandSinh(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guardMagnitude(x, EXPONENTIAL_LIMIT);
  const q = exponentialMinusOne(f, f.abs(x));
  return f.operation("copysign", f.mul(f.add(q, f.div(q, f.add(q, 1))), 0.5), x);
}

/** cosh(x) = e^|x|/2 + 1/(2 e^|x|). */
export function expandCosh(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guardMagnitude(x, EXPONENTIAL_LIMIT);
  const e = expandExponential(f, f.abs(x));
  return f.madd(e, 0.5, f.div(0.5, e));
}

/** asinh(x) = log1p(|x| + x^2 / (1 + sqrt(1 + x^2))). */
export function expandAsinh(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guardMagnitude(x, SQUARE_LIMIT);
  const size = f.abs(x);
  const square = f.mul(x, x);
  const root = f.operation("sqrt", f.add(1, square));
  return f.operation("copysign", logarithmOfOnePlus(f, f.add(size, f.div(square, f.add(1, root)))), x);
}

/** acosh(x) = log1p(t + sqrt(2t + t^2)), t = x - 1. */
export function expandAcosh(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guard(f.operation("ge", x, 1));
  f.guard(f.operation("lt", x, SQUARE_LIMIT));
  const t = f.sub(x, 1);
  return logarithmOfOnePlus(f, f.add(t, f.operation("sqrt", f.mul(t, f.add(t, 2)))));
}

/** atanh(x) = log1p(2|x| / (1 - |x|)) / 2. */
export function expandAtanh(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guardMagnitude(x, 1);
  const size = f.abs(x);
  const logarithm = logarithmOfOnePlus(f, f.div(f.mul(size, 2), f.sub(1, size)));
  return f.operation("copysign", f.mul(logarithm, 0.5), x);
}
