import type { Value } from "../../ir/mod.ts";
import { ln2, quarterExponential } from "./exponential.ts";
import type { Formula } from "./formula.ts";
import { logarithmOfOnePlus } from "./logarithm.ts";
import { exactProduct, exactSum } from "./parts.ts";

/** tanh(r/2) = r P(r^2) / Q(r^2) on |r| <= ln(2)/2; rational Remez: relative error 9.9e-18. */
const NUMERATOR = [0.5, 0.013887385127684632, 3.304373917157001e-5];
const DENOMINATOR = [1, 0.11110810358870059, 0.000991762777535711];

/** tanh(x) = x + x^3 P(x^2) / Q(x^2) below this; interpolated at Chebyshev's points: relative error 4.8e-18. */
const TANH_SMALL = 0.625;
const SMALL_NUMERATOR = [-0.3333333333333333, -0.020498799708498872, -0.0001991780435861287];
const SMALL_DENOMINATOR = [1, 0.4614963991254931, 0.02329133187629886, 0.0002065337374875025];

/** Where tanh is about 1/2. */
const TANH_HALF = 0.55;

/** From here on tanh rounds to 1. */
const TANH_ONE = 20;

/** sinh(x) = x + x^3 S(x^2) below this; interpolated at Chebyshev's points: relative error 9.1e-18. */
const SINH_SMALL = 1;
const SINH = [
  0.16666666666666666,
  0.008333333333333299,
  0.00019841269841324198,
  2.7557319191381816e-6,
  2.5052117695907823e-8,
  1.6057679623801638e-10,
  7.746178593018827e-13,
];

/** From here on 1 is lost beside x, and asinh(x) and acosh(x) are log(2x). */
const LARGE = 2 ** 60;

/**
 * tanh(x) = (E - 1) / (E + 1), E = e^2|x| = 2^k (Q + B) / (Q - B) with B/Q = tanh(r/2), multiplied out to one division:
 * ((2^k - 1) Q + (2^k + 1) B) / ((2^k + 1) Q + (2^k - 1) B). Nothing cancels; valid everywhere. Without fastmath as
 * 1 - 2 / (E + 1), and by a rational function near 0: both add a small quotient to what is exact.
 */
export function expandTanh(f: Formula, x: Value): Value {
  const size = f.operation("pmin", f.abs(x), TANH_ONE);
  const double = f.mul(size, 2);
  const { n: k, integer } = f.roundedProduct(size, 2 * Math.LOG2E);
  const { high, low } = ln2(f);
  const r = f.nmadd(k, low, f.nmadd(k, high, double));
  const square = f.mul(r, r);
  const odd = f.mul(r, f.polynomial(square, NUMERATOR));
  const even = f.polynomial(square, DENOMINATOR);
  const scale = f.powerOfTwo(integer);
  const less = f.sub(scale, 1);
  const more = f.add(scale, 1);
  const lower = f.madd(more, even, f.mul(less, odd));
  if (f.fastmath) {
    // Beyond 1/2 as 1 - 2 / (E + 1), whose rounding errors weigh less.
    const far = f.operation("gt", size, TANH_HALF);
    const upper = f.madd(less, even, f.mul(more, odd));
    const quotient = f.div(f.select(far, f.mul(f.sub(even, odd), 2), upper), lower);
    return f.operation("copysign", f.select(far, f.sub(1, quotient), quotient), x);
  }
  const small = f.operation("lt", size, TANH_SMALL);
  const argument = f.mul(size, size);
  const cubic = f.mul(f.mul(argument, size), f.polynomial(argument, SMALL_NUMERATOR));
  const quotient = f.div(
    f.select(small, cubic, f.mul(f.sub(even, odd), -2)),
    f.select(small, f.polynomial(argument, SMALL_DENOMINATOR), lower),
  );
  return f.operation("copysign", f.add(f.select(small, size, 1), quotient), x);
}

/** sinh(x) = e^|x|/2 - 1/(2 e^|x|), near 0 a polynomial. Valid everywhere. */
export function expandSinh(f: Formula, x: Value): Value {
  const size = f.abs(x);
  const quarter = quarterExponential(f, size);
  const large = f.madd(quarter, 2, f.div(-0.125, quarter));
  const square = f.mul(x, x);
  const small = f.madd(f.mul(square, size), f.polynomial(square, SINH), size);
  return f.operation("copysign", f.select(f.operation("lt", size, SINH_SMALL), small, large), x);
}

/** cosh(x) = e^|x|/2 + 1/(2 e^|x|). Valid everywhere. */
export function expandCosh(f: Formula, x: Value): Value {
  const quarter = quarterExponential(f, f.abs(x));
  return f.madd(quarter, 2, f.div(0.125, quarter));
}

/** asinh(x) = log1p(|x| + x^2 / (1 + sqrt(1 + x^2))). Valid everywhere. */
export function expandAsinh(f: Formula, x: Value): Value {
  const size = f.abs(x);
  const square = f.mul(x, x);
  const excess = f.add(size, f.div(square, f.add(1, f.operation("sqrt", f.add(1, square)))));
  return f.operation("copysign", logarithmOfOnePlusOrDouble(f, excess, size), x);
}

/** acosh(x) = log1p(t + sqrt(2t + t^2)), t = x - 1; NaN below 1. Valid everywhere. */
export function expandAcosh(f: Formula, x: Value): Value {
  const t = f.sub(x, 1);
  const valid = f.select(f.operation("ge", x, 1), x, NaN);
  if (f.fastmath) {
    return logarithmOfOnePlusOrDouble(f, f.add(t, f.operation("sqrt", f.mul(t, f.add(t, 2)))), valid);
  }
  // The root and the sum in two parts: half of all errors would come from them.
  const square = exactProduct(f, t, t);
  const radicand = exactSum(f, f.mul(t, 2), square.high);
  const root = f.operation("sqrt", radicand.high);
  const rootSquare = exactProduct(f, root, root);
  const remainder = f.add(
    f.sub(f.sub(radicand.high, rootSquare.high), rootSquare.low),
    f.add(radicand.low, square.low),
  );
  const excess = exactSum(f, t, root);
  // For x = 1 the remainder is 0 too.
  const low = f.add(excess.low, f.div(f.mul(remainder, 0.5), f.operation("pmax", root, Number.MIN_VALUE)));
  return logarithmOfOnePlusOrDouble(f, excess.high, valid, low);
}

/** log(1 + excess + low), or for a large x log(2x). */
function logarithmOfOnePlusOrDouble(f: Formula, excess: Value, x: Value, low?: Value): Value {
  const large = f.operation("ge", x, LARGE);
  // 1 + x/2 is x/2 here.
  const argument = f.select(large, f.mul(x, 0.5), excess);
  const logarithm = logarithmOfOnePlus(f, argument, {
    low: low && f.select(large, 0, low),
    exponent: f.select(large, 2, 0),
  });
  return f.select(f.operation("lt", x, Infinity), logarithm, x);
}

/** atanh(x) = log1p(2|x| / (1 - |x|)) / 2; NaN beyond 1. Valid everywhere. */
export function expandAtanh(f: Formula, x: Value): Value {
  const size = f.abs(x);
  const double = f.mul(size, 2);
  const rest = f.sub(1, size);
  const quotient = f.div(double, rest);
  const low = f.fastmath ? undefined : quotientLow(f, size, double, rest, quotient);
  const logarithm = f.mul(logarithmOfOnePlus(f, quotient, { low }), 0.5);
  const end = f.select(f.operation("eq", size, 1), Infinity, NaN);
  return f.operation("copysign", f.select(f.operation("lt", size, 1), logarithm, end), x);
}

/** What rounding took from q = 2x / (1 - x), for which 1 / (1 - x) = 1 + q/2. */
function quotientLow(f: Formula, x: Value, double: Value, rest: Value, quotient: Value): Value {
  const product = exactProduct(f, quotient, rest);
  const restLow = f.sub(f.sub(1, rest), x);
  const remainder = f.sub(f.sub(f.sub(double, product.high), product.low), f.mul(quotient, restLow));
  return f.mul(remainder, f.add(1, f.mul(quotient, 0.5)));
}
