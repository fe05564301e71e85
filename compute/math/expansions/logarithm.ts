import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";
import { ln2 } from "./exponential.ts";
import { exactSum } from "./parts.ts";

/** log10(2) in two parts; the first has 42 bits, and 36. */
const LOG10_2 = { high: 0.30102999566395283, low: 2.8363394551044964e-14 };
const NARROW_LOG10_2 = { high: 0.3010299956658855, low: -1.9043128467164274e-12 };

/** The smallest normal and the largest finite number. */
const SMALLEST = 2 ** -1022;
const LARGEST = Number.MAX_VALUE;

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

/** s^2 at most, and a little more. */
export const LARGEST_SQUARE = 0.0295;

/** The same with one term less: relative error 1.9e-16. */
const FAST_LOGARITHM = [
  0.6666666666658749,
  0.4000000005213748,
  0.28571417151039785,
  0.2222337023631935,
  0.18123687303735828,
  0.1681930730593793,
];

/** log(m) for m = 1 + above, as `above` and the rest; `sum` is m + 1. */
function mantissaLogarithm(f: Formula, above: Value, sum: Value): Value {
  const s = f.div(above, sum);
  const square = f.mul(s, s);
  // 2s = a - a^2/2 + s a^2/2 for a = m - 1, which is exact: so the division's error only touches the small terms.
  const half = f.mul(f.mul(above, 0.5), above);
  const series = f.mul(square, f.polynomial(square, LOGARITHM, LARGEST_SQUARE));
  return f.sub(f.mul(s, f.add(half, series)), half);
}

/** log(x) / log(base) = k (high + low) + log(m) scale; for base e without the scale. */
interface Base {
  readonly high: number;
  readonly low: number;
  readonly scale: number;
}

const natural = (f: Formula): Base => ({ ...ln2(f), scale: 1 });
const binary = (): Base => ({ high: 1, low: 0, scale: Math.LOG2E });
const decimal = (f: Formula): Base => ({ ...(f.narrow ? NARROW_LOG10_2 : LOG10_2), scale: Math.LOG10E });

/** The logarithm of a normal positive x, from its exponent and the series of the inverse hyperbolic tangent. */
function normalLogarithm(f: Formula, x: Value, { high, low, scale }: Base): Value {
  const { k, m } = f.splitExponent(x);
  const above = f.sub(m, 1);
  const sum = f.add(m, 1);
  if (f.fastmath && scale === 1) {
    const s = f.div(above, sum);
    const square = f.mul(s, s);
    const series = f.mul(f.mul(s, square), f.polynomial(square, FAST_LOGARITHM, LARGEST_SQUARE));
    return f.madd(s, 2, f.madd(k, high + low, series));
  }
  const rest = mantissaLogarithm(f, above, sum);
  if (scale === 1) return f.add(f.mul(k, high), f.add(above, f.add(rest, f.mul(k, low))));
  return f.add(f.mul(k, high), f.madd(f.add(above, rest), scale, f.mul(k, low)));
}

/** The logarithm anywhere: subnormal numbers are scaled, zero, infinity and the rest have their own values. */
function totalLogarithm(f: Formula, x: Value, base: Base): Value {
  const subnormal = f.operation("lt", x, SMALLEST);
  const logarithm = normalLogarithm(f, f.select(subnormal, f.mul(x, 2 ** 54), x), base);
  const scaled = f.sub(logarithm, f.select(subnormal, 54 * (base.high + base.low), 0));
  const positive = f.select(f.operation("lt", x, Infinity), scaled, x);
  const nonNegative = f.select(f.operation("eq", x, 0), -Infinity, positive);
  return f.select(f.operation("ge", x, 0), nonNegative, NaN);
}

function logarithm(base: (f: Formula) => Base): (f: Formula, x: Value) => Value {
  return (f, x) => {
    if (f.total) return totalLogarithm(f, x, base(f));
    guardNormal(f, x);
    return normalLogarithm(f, x, base(f));
  };
}

/** Guards that x is positive, normal and finite. */
export function guardNormal(f: Formula, x: Value): void {
  f.guard(f.operation("ge", x, SMALLEST));
  f.guard(f.operation("le", x, LARGEST));
}

export const expandLogarithm = logarithm(natural);
export const expandLogarithm2 = logarithm(binary);
export const expandLogarithm10 = logarithm(decimal);

/** What may come to log(1 + x): `low` to x, beyond its digits, and `exponent` times log(2) to the logarithm. */
interface Extras {
  readonly low?: Value;
  readonly exponent?: Value;
}

/**
 * log(1 + x), for 1 + x positive, normal and finite: what rounding takes from the sum goes back into the mantissa's
 * excess above 1.
 */
export function logarithmOfOnePlus(f: Formula, x: Value, { low, exponent }: Extras = {}): Value {
  const sum = exactSum(f, 1, x);
  const split = f.splitExponent(sum.high);
  const lost = low ? f.add(sum.low, low) : sum.low;
  // The inverse of 2^1024 is no number, but there nothing is lost either.
  const above = f.add(f.sub(split.m, 1), f.mul(lost, f.operation("pmax", split.inverse, 0)));
  const rest = mantissaLogarithm(f, above, f.add(above, 2));
  const k = exponent ? f.add(split.k, exponent) : split.k;
  const parts = ln2(f);
  return f.add(f.mul(k, parts.high), f.add(above, f.add(rest, f.mul(k, parts.low))));
}

/** Valid everywhere. */
export function expandLogarithmOfOnePlus(f: Formula, x: Value): Value {
  const logarithm = f.select(f.operation("lt", x, Infinity), logarithmOfOnePlus(f, x), x);
  const end = f.select(f.operation("eq", x, -1), -Infinity, NaN);
  const value = f.select(f.operation("gt", x, -1), logarithm, end);
  // The sign of zero, since 0 + -0 is 0.
  return f.fastmath ? value : f.select(f.operation("eq", x, 0), x, value);
}
