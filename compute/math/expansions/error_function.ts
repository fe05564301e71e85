import type { Value } from "../../ir/mod.ts";
import { EXPONENTIAL, HALF_LN2, ln2 } from "./exponential.ts";
import type { Formula } from "./formula.ts";

/** erf(x) = x + x P(x^2) on |x| <= 1; Remez: relative error 1.5e-17. */
const ERROR = [
  0.12837916709551256,
  -0.37612638903183343,
  0.11283791670936952,
  -0.026866170641953135,
  0.005223977596604821,
  -0.0008548325473897647,
  0.00012055280003054533,
  -1.4924452834502912e-5,
  1.644394977183379e-6,
  -1.6182117334508604e-7,
  1.3607122869804404e-8,
  -7.58718439436306e-10,
];

/** -ln erfc(1 + t) for t in [0, 4.95]; Remez, weighted by erfc: it makes 1 - erfc wrong by 1.5e-17 of it. */
const EXPONENT = [
  1.8496055099332482,
  2.6389675142347775,
  0.8431072563593303,
  0.041561098026677734,
  -0.010033825195059262,
  0.0019779013101330306,
  -0.00023731679491109566,
  -2.6295391507749277e-5,
  2.719726089950337e-5,
  -9.669119601244625e-6,
  2.1297664485974663e-6,
  -2.03277109014553e-7,
  -5.8803455992129383e-8,
  3.368548933277779e-8,
  -8.595247263327303e-9,
  1.332268889248556e-9,
  -1.2067198511596158e-10,
  4.926782989924875e-12,
];

/** From here on erf rounds to 1. */
const ERROR_ONE = 5.95;

/** Where erfc(x) is 1 - erf(x), and its P to there; Remez: relative error of erf 1.4e-17. */
export const NEAR = 0.65;
export const NEAR_ERROR = [
  0.12837916709551256,
  -0.3761263890318311,
  0.11283791670910669,
  -0.026866170633186692,
  0.005223977462384995,
  -0.0008548314238694612,
  0.0001205472287878292,
  -1.490762515187785e-5,
  1.613933480815907e-6,
  -1.3123190498086205e-7,
];

/** From here on erfc rounds to 0. */
export const UNDERFLOW = 27.5;

/** e^(x^2) erfc(x) (x + 2) = S(1/(x + 2) - CENTRE) on [0.65, 27.5]; Remez: relative error 2e-17. */
export const CENTRE = 0.140625;
export const SCALED = [
  0.7707249824838277,
  1.8773024287299374,
  3.418611618031481,
  3.7183934133584624,
  -0.5945715192615273,
  -9.105060167350816,
  -6.70493686263617,
  24.504291419066636,
  35.17422753905947,
  -90.17540000152553,
  -157.72276618704984,
  454.5210544972441,
  652.6923269588291,
  -2812.5866241207796,
  -1804.2495266167484,
  18547.06992283204,
  -9886.20276088713,
  -97765.432864802,
  224989.1388982587,
  -54228.92654400823,
  -318759.06902104494,
  131271.79500896647,
  289627.4466453301,
];

/** u S'(u - CENTRE) / S(u - CENTRE) is near SLOPE u: what an error of u = 1/(x + 2) does to S. */
export const SLOPE = 2.7;

/** So many bits of two numbers have an exact product. */
const HALF = 26;

const upper = (f: Formula, x: Value) => f.leading(x, HALF);

/** e^(x + low) = 2^k (1 + (r + rest)) with k as an integer, for a small `low`. */
function exponential(f: Formula, x: Value, low: Value | null): { r: Value; rest: Value; k: Value } {
  const { n: k, integer } = f.roundedProduct(x, Math.LOG2E);
  const parts = ln2(f);
  const first = f.nmadd(k, parts.high, x);
  const product = f.mul(k, parts.low);
  const lost = low ? f.sub(product, low) : product;
  const r = f.sub(first, lost);
  const series = f.mul(f.mul(r, r), f.polynomial(r, EXPONENTIAL, HALF_LN2));
  const rest = f.fastmath ? series : f.add(f.sub(f.sub(first, r), lost), series);
  return { r, rest, k: integer };
}

/** erf(x) by an odd polynomial to 1, beyond as 1 - e^L, L = ln erfc|x| by a polynomial too. Valid everywhere. */
export function expandError(f: Formula, x: Value): Value {
  const size = f.abs(x);
  const near = f.madd(x, f.polynomial(f.mul(x, x), ERROR, 1), x);
  const excess = f.sub(f.operation("pmin", size, ERROR_ONE), 1);
  const { r, rest, k } = exponential(f, f.neg(f.polynomial(excess, EXPONENT)), null);
  const far = f.sub(1, f.scaleByPowerOfTwo(f.add(1, f.add(r, rest)), k));
  return f.select(f.operation("lt", size, 1), near, f.operation("copysign", far, x));
}

/**
 * erfc(x) near 0 as 1 - erf(x), beyond as e^(-x^2) S / (x + 2), and by erfc(-x) = 2 - erfc(x). The square is in two
 * parts, the first of 52 bits: so the exponent keeps its digits. Valid everywhere.
 */
export function expandComplementaryError(f: Formula, x: Value): Value {
  const near = f.add(0.5, f.nmadd(x, f.polynomial(f.mul(x, x), NEAR_ERROR, NEAR ** 2), f.sub(0.5, x)));
  const size = f.abs(x);
  const a = f.operation("pmin", size, UNDERFLOW);
  const high = upper(f, a);
  const exponent = exponential(f, f.neg(f.mul(high, high)), f.mul(f.sub(high, a), f.add(high, a)));
  const mantissa = f.fastmath ? quickTail(f, a, exponent) : preciseTail(f, a, exponent);
  const positive = f.scaleAnywhere(mantissa, exponent.k);
  const far = f.select(f.operation("lt", x, 0), f.sub(2, positive), positive);
  return f.select(f.operation("lt", size, NEAR), near, far);
}

/** (1 + r + rest) S / (a + 2); what rounding takes from a + 2 is taken off both the quotient and S. */
function quickTail(f: Formula, a: Value, { r, rest }: { r: Value; rest: Value }): Value {
  const divisor = f.add(a, 2);
  const inverse = f.div(1, divisor);
  const lost = f.mul(f.sub(a, f.sub(divisor, 2)), inverse);
  const scaled = f.polynomial(f.sub(inverse, CENTRE), SCALED);
  const growth = f.nmadd(lost, f.madd(inverse, SLOPE, 1), f.add(r, rest));
  return f.div(f.madd(scaled, growth, scaled), divisor);
}

/** The same, its factors in two parts; the error of the reciprocal is taken off both the quotient and S. */
function preciseTail(f: Formula, a: Value, { r, rest }: { r: Value; rest: Value }): Value {
  const divisor = f.add(a, 2);
  const lost = f.sub(a, f.sub(divisor, 2));
  const inverse = f.div(1, divisor);
  const divisorHigh = upper(f, divisor);
  const divisorLow = f.add(f.sub(divisor, divisorHigh), lost);
  const inverseHigh = upper(f, inverse);
  const inverseLow = f.sub(inverse, inverseHigh);
  const excess = f.sub(
    f.sub(f.sub(1, f.mul(divisorHigh, inverseHigh)), f.mul(divisorHigh, inverseLow)),
    f.mul(divisorLow, inverse),
  );
  const t = f.sub(inverse, CENTRE);
  const series = f.mul(t, f.polynomial(t, SCALED.slice(1)));
  const scaled = f.add(SCALED[0], series);
  const scaledLow = f.sub(series, f.sub(scaled, SCALED[0]));
  const growth = f.add(f.mul(scaled, r), f.add(scaledLow, f.mul(scaled, rest)));
  const product = f.add(scaled, growth);
  const productLow = f.sub(growth, f.sub(product, scaled));
  // product / divisor, and what is missing of it.
  const high = upper(f, product);
  const low = f.sub(product, high);
  const quotient = f.mul(product, inverse);
  const rounding = f.add(
    f.add(f.add(f.sub(f.mul(high, inverseHigh), quotient), f.mul(high, inverseLow)), f.mul(low, inverseHigh)),
    f.mul(low, inverseLow),
  );
  const slope = f.mul(f.add(f.mul(inverse, SLOPE), 1), excess);
  return f.add(quotient, f.add(rounding, f.add(f.mul(productLow, inverse), f.mul(quotient, slope))));
}
