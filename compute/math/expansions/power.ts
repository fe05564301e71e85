import type { Value } from "../../ir/mod.ts";
import { EXPONENTIAL, HALF_LN2 } from "./exponential.ts";
import type { Formula } from "./formula.ts";
import { guardNormal, LARGEST_SQUARE } from "./logarithm.ts";

/** 2/ln 2 and 2/(3 ln 2), each in a first part of 20 and 24 bits and the rest. */
const TWO_BY_LN2 = [2.8853912353515625, -1.1535736356852802e-6] as const;
const TWO_BY_3LN2 = [0.9617967009544373, -7.028461650952758e-9] as const;

/** So many bits of two numbers have an exact product. */
const HALF = 26;

/** 3 atanh(s)/s = 3 + z + z^2 S(z), z = s^2, for m in [sqrt(1/2), sqrt(2)]; Remez: relative error 1.1e-20. */
const SERIES = [
  0.6000000000000337,
  0.4285714285515463,
  0.3333333377896079,
  0.27272676630099785,
  0.23080132400586179,
  0.1988530897803905,
  0.19793740913383265,
];

/** log2(m) = 2s/ln 2 + s^3 S(z); Remez: relative error 9e-21. */
const QUICK_SERIES = [
  0.9617966939259756,
  0.5770780163556544,
  0.4121985830825513,
  0.32059890345969794,
  0.2623076192637183,
  0.2219871482742108,
  0.19119165734220428,
  0.19090796327008716,
];

/** Beyond these 2^z is no normal number; and where the quick logarithm's error, times y, stays below 4 ULP. */
const NORMAL_EXPONENT = 1020;
const NARROW_EXPONENT = 124;
const QUICK_EXPONENT = 64;
/** Beyond it 2^z is 0 or infinite. */
const EXTREME_EXPONENT = 1100;

const upper = (f: Formula, x: Value) => f.leading(x, HALF);

/** A number in two parts: `high` with few enough bits for exact products, and the rest. */
interface Parts {
  readonly high: Value;
  readonly low: Value;
}

/** high + low with a `high` of 26 bits; the first `high` is the larger. */
function renormalized(f: Formula, { high, low }: Parts): Parts {
  const sum = upper(f, f.add(high, low));
  return { high: sum, low: f.sub(low, f.sub(sum, high)) };
}

/** log2 of a normal positive x to about 2^-64 of its size: log2(m) = c (s + s^3/3 + ...) in two parts throughout. */
function preciseLogarithm(f: Formula, x: Value): Parts {
  const { k, m } = f.splitExponent(x);
  const above = f.sub(m, 1);
  const sum = f.add(m, 1);
  const reciprocal = f.div(1, sum);
  const s = f.mul(above, reciprocal);
  const sHigh = upper(f, s);
  const sumHigh = upper(f, sum);
  const sumLow = f.sub(m, f.sub(sumHigh, 1));
  const sLow = f.mul(f.sub(f.sub(above, f.mul(sHigh, sumHigh)), f.mul(sHigh, sumLow)), reciprocal);
  // 3 + s^2 + the rest of the series.
  const square = f.mul(s, s);
  const highSquare = f.mul(sHigh, sHigh);
  const series = f.mul(f.mul(square, square), f.polynomial(square, SERIES, LARGEST_SQUARE));
  const rest = f.add(f.mul(sLow, f.add(sHigh, s)), series);
  const bracket = upper(f, f.add(f.add(3, highSquare), rest));
  const bracketLow = f.sub(rest, f.sub(f.sub(bracket, 3), highSquare));
  const product = renormalized(f, {
    high: f.mul(sHigh, bracket),
    low: f.add(f.mul(sLow, bracket), f.mul(bracketLow, s)),
  });
  const [scale, scaleLow] = TWO_BY_3LN2;
  const high = f.mul(product.high, scale);
  const low = f.add(f.mul(product.high, scaleLow), f.mul(product.low, scale + scaleLow));
  const logarithm = upper(f, f.add(f.add(high, low), k));
  return { high: logarithm, low: f.sub(low, f.sub(f.sub(logarithm, k), high)) };
}

/** The same to about 2^-60: only the leading term is in two parts. */
function quickLogarithm(f: Formula, x: Value): Parts {
  const { k, m } = f.splitExponent(x);
  const above = f.sub(m, 1);
  const reciprocal = f.div(1, f.add(m, 1));
  const s = f.mul(above, reciprocal);
  const sHigh = upper(f, s);
  const aboveHigh = upper(f, above);
  const excess = f.nmadd(sHigh, f.sub(above, aboveHigh), f.nmadd(sHigh, aboveHigh, f.nmadd(sHigh, 2, above)));
  const square = f.mul(s, s);
  const series = f.mul(f.mul(s, square), f.polynomial(square, QUICK_SERIES, LARGEST_SQUARE));
  const [scale, scaleLow] = TWO_BY_LN2;
  const low = f.madd(sHigh, scaleLow, f.madd(f.mul(excess, reciprocal), scale + scaleLow, series));
  const product = f.mul(sHigh, scale);
  const high = f.add(k, product);
  return renormalized(f, { high, low: f.add(low, f.sub(product, f.sub(high, k))) });
}

/** y (high + low), as a first part that is exact and a rest. */
function times(f: Formula, y: Value, { high, low }: Parts): Parts {
  const yHigh = upper(f, y);
  return { high: f.mul(yHigh, high), low: f.madd(y, low, f.mul(f.sub(y, yHigh), high)) };
}

/** 2^(high + low) as a number in [2^-1/2, 2^1/2] and an exponent, an integer. */
function powerOfTwo(f: Formula, { high, low }: Parts): { power: Value; k: Value } {
  const { n, integer } = f.rounded(high);
  const fraction = f.add(f.sub(high, n), low);
  const r = f.mul(fraction, Math.LN2);
  const power = f.add(1, f.madd(f.mul(r, r), f.polynomial(r, EXPONENTIAL, HALF_LN2), r));
  return { power, k: integer };
}

/** x^y = 2^(y log2 x) for normal positive x, the logarithm and the product in two parts. */
export function expandPower(f: Formula, x: Value, y: Value): Value {
  if (f.total) return totalPower(f, x, y);
  guardNormal(f, x);
  const exponent = times(f, y, f.fastmath ? quickLogarithm(f, x) : preciseLogarithm(f, x));
  f.guardMagnitude(exponent.high, f.narrow ? NARROW_EXPONENT : f.fastmath ? QUICK_EXPONENT : NORMAL_EXPONENT);
  const { power, k } = powerOfTwo(f, exponent);
  return f.scaleByPowerOfTwo(power, k);
}

/** The same everywhere, as JavaScript has it: also where x is negative, zero or infinite, or the result not normal. */
function totalPower(f: Formula, x: Value, y: Value): Value {
  const size = f.abs(x);
  const subnormal = f.operation("lt", size, 2 ** -1022);
  const precise = preciseLogarithm(f, f.select(subnormal, f.mul(size, 2 ** 54), size));
  const logarithm: Parts = { high: f.sub(precise.high, f.select(subnormal, 54, 0)), low: precise.low };
  const exponent = times(f, y, logarithm);
  // The logarithms of 0 and of infinity, and exponents too large to be split, need no second part.
  const infinite = f.select(
    f.operation("eq", size, 0),
    -Infinity,
    f.select(f.operation("lt", size, Infinity), 0, size),
  );
  const plain = f.select(f.operation("eq", infinite, 0), logarithm.high, infinite);
  const estimate = f.mul(y, plain);
  const moderate = f.operation("lt", f.abs(estimate), EXTREME_EXPONENT);
  const clamped = f.operation("pmin", f.operation("pmax", estimate, -EXTREME_EXPONENT), EXTREME_EXPONENT);
  const { power, k } = powerOfTwo(f, {
    high: f.select(moderate, exponent.high, clamped),
    low: f.select(moderate, exponent.low, 0),
  });
  const positive = f.scaleAnywhere(power, k);
  // A negative x: the sign of odd powers; no value for a broken exponent, unless x is 0 or infinite.
  const half = f.mul(y, 0.5);
  const whole = f.operation("eq", f.operation("trunc", y), y);
  const odd = f.operation("and", whole, f.operation("ne", f.operation("trunc", half), half));
  const negative = f.operation("lt", f.operation("copysign", 1, x), 0);
  const signed = f.select(f.operation("and", negative, odd), f.neg(positive), positive);
  const finite = f.operation("and", f.operation("gt", size, 0), f.operation("lt", size, Infinity));
  const broken = f.operation("and", f.operation("and", negative, finite), f.operation("not", whole));
  return f.select(f.operation("eq", y, 0), 1, f.select(broken, NaN, signed));
}
