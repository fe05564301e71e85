import type { Value } from "../../ir/mod.ts";
import { type Formula, ROUNDER } from "./formula.ts";

/** pi in three parts; the first two have 30 bits, so that their products with integers below 2^23 are exact. */
const PI_PARTS = [3.141592651605606, 1.9841871583270443e-9, 1.034036596358821e-18] as const;

/** Where |n| stays below 2^23, and so the reduction is exact. */
export const REDUCTION_LIMIT = 2 ** 24;

/** sin(r) = r + r^3 P(r^2) on [-pi/2, pi/2]; Remez, weighted by 1/sin: relative error 1.5e-16. */
const FAST_SINE = [
  -0.16666666666666186,
  0.008333333333285474,
  -0.00019841269825037164,
  2.7557316598081773e-6,
  -2.5051880112966878e-8,
  1.604809027186566e-10,
  -7.373280728050387e-13,
];

/** The same with one term more: relative error 3.6e-19. */
const SINE = [
  -0.16666666666666666,
  0.008333333333333207,
  -0.0001984126984121248,
  2.7557319211569482e-6,
  -2.5052106904422926e-8,
  1.6058941002305217e-10,
  -7.643019370134611e-13,
  2.7214194464412675e-15,
];

/** x = n pi + r with n the multiplier; the lowest bit of `parity` tells the sign. */
interface Reduction {
  readonly multiplier: Value;
  readonly parity: Value;
}

/**
 * sin(x): n = x/pi rounded, r = x - n pi by Cody and Waite, an odd polynomial, the sign from n's parity.
 *
 * @returns Null where it must be total: huge arguments need a longer pi.
 */
export function expandSine(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guardMagnitude(x, REDUCTION_LIMIT);
  const shifted = f.madd(x, 1 / Math.PI, ROUNDER);
  return sineOf(f, x, { multiplier: f.sub(shifted, ROUNDER), parity: f.bits(shifted) });
}

/** cos(x) = sin(x + pi/2): as the sine, with n - 1/2 rounded. */
export function expandCosine(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guardMagnitude(x, REDUCTION_LIMIT);
  // cos(m pi - pi/2 + r) = (-1)^m sin(r).
  const shifted = f.add(f.madd(x, 1 / Math.PI, 0.5), ROUNDER);
  return sineOf(f, x, { multiplier: f.sub(f.sub(shifted, ROUNDER), 0.5), parity: f.bits(shifted) });
}

function sineOf(f: Formula, x: Value, { multiplier, parity }: Reduction): Value {
  const [high, middle, low] = PI_PARTS;
  const first = f.nmadd(multiplier, high, x);
  if (f.fastmath) {
    const r = f.nmadd(multiplier, low, f.nmadd(multiplier, middle, first));
    const square = f.mul(r, r);
    return f.negateIfOdd(f.mul(r, f.madd(f.polynomial(square, FAST_SINE), square, 1)), parity);
  }
  // The remainder as r + tail, exact to 2^-100: sin(r + tail) = sin(r) + tail cos(r), cos(r) near enough 1 - r^2/2.
  const product = f.mul(multiplier, middle);
  const second = f.sub(first, product);
  const lost = f.sub(f.sub(first, second), product);
  const rest = f.sub(f.mul(multiplier, low), lost);
  const r = f.sub(second, rest);
  const tail = f.sub(f.sub(second, r), rest);
  const square = f.mul(r, r);
  const correction = f.madd(f.mul(square, r), f.polynomial(square, SINE), f.mul(tail, f.nmadd(square, 0.5, 1)));
  // The sign of r once more, since -0 + 0 is 0.
  return f.negateIfOdd(f.operation("copysign", f.add(r, correction), r), parity);
}
