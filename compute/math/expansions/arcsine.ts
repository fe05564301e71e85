import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";

/** asin(u) = u + u^3 A(u^2) on [0, 1/2]; Remez: relative error 1.5e-17. */
const ARCSINE = [
  0.16666666666665408,
  0.07500000000337141,
  0.04464285682821853,
  0.030381959141673548,
  0.022371757933852855,
  0.01735970657110437,
  0.0138852171711961,
  0.0121693343973669,
  0.0065274335694726305,
  0.019529776213570958,
  -0.01622666762045286,
  0.03191395438410163,
];

const HALF_PI_LOW = 6.123233995736766e-17;

/** For |x| <= 1/2 asin|x|, beyond it asin sqrt((1 - |x|)/2), as u + rest. NaN beyond 1. */
function folded(f: Formula, x: Value): { outer: Value; u: Value; rest: Value } {
  const size = f.abs(x);
  const outer = f.operation("gt", size, 0.5);
  const square = f.select(outer, f.mul(f.sub(1, size), 0.5), f.mul(x, x));
  const u = f.select(outer, f.operation("sqrt", square), size);
  return { outer, u, rest: f.mul(f.mul(square, u), f.polynomial(square, ARCSINE, 0.25)) };
}

/** asin(x) directly, or as pi/2 - 2 asin sqrt((1 - |x|)/2). Valid everywhere. */
export function expandArcsine(f: Formula, x: Value): Value {
  const { outer, u, rest } = folded(f, x);
  const inner = f.add(u, rest);
  const doubled = f.madd(rest, 2, -HALF_PI_LOW);
  const near = f.sub(Math.PI / 2, f.add(f.mul(u, 2), doubled));
  return f.operation("copysign", f.select(outer, near, inner), x);
}

/** acos(x) = pi/2 - asin(x), or 2 asin sqrt((1 - |x|)/2), taken from pi for negative x. Valid everywhere. */
export function expandArccosine(f: Formula, x: Value): Value {
  const { outer, u, rest } = folded(f, x);
  const signedU = f.operation("copysign", u, x);
  const signedRest = f.operation("copysign", rest, x);
  const inner = f.sub(Math.PI / 2, f.add(signedU, f.sub(signedRest, HALF_PI_LOW)));
  const double = f.mul(f.add(u, rest), 2);
  const negative = f.operation("lt", x, 0);
  const outside = f.select(negative, f.sub(Math.PI, f.sub(double, 2 * HALF_PI_LOW)), double);
  return f.select(outer, outside, inner);
}
