import { CENTRE, NEAR, NEAR_ERROR, SCALED, SLOPE, UNDERFLOW } from "../expansions/error_function.ts";
import { EXPONENTIAL, LN2_HIGH, LN2_LOW } from "../expansions/exponential.ts";

/** Splits an f64 into halves of 26 bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;

/**
 * The error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x. Within 1 ULP.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { erf } from "lanes";
 *
 * assertEquals(erf(1), 0.8427007929497149);
 * assertEquals(erf(-Infinity), -1);
 * ```
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < NEAR) return x + x * polynomial(x * x, NEAR_ERROR);
  const value = 1 - tail(size);
  return x < 0 ? -value : value;
}

/**
 * The complementary error function, 1 - erf(x), which keeps its digits where that is small. Within 1 ULP.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { erfc } from "lanes";
 *
 * assertEquals(erfc(10), 2.088487583762545e-45);
 * assertEquals(erfc(-Infinity), 2);
 * ```
 */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < NEAR) return 0.5 + ((0.5 - x) - x * polynomial(x * x, NEAR_ERROR));
  return x < 0 ? 2 - tail(size) : tail(size);
}

/** erfc(x) from NEAR on, as e^(-x^2) S / (x + 2), all factors in two parts. */
function tail(x: number): number {
  if (x > UNDERFLOW) return 0;
  const high = upper(x);
  const square = high * high;
  const k = Math.round(-square * Math.LOG2E);
  const first = -square - k * LN2_HIGH;
  const lost = k * LN2_LOW - (high - x) * (high + x);
  const r = first - lost;
  const rest = (first - r) - lost + r * r * polynomial(r, EXPONENTIAL);

  const divisor = x + 2;
  const inverse = 1 / divisor;
  const one = divisor * inverse;
  const excess = (1 - one) - lowProduct(divisor, inverse, one) - (x - (divisor - 2)) * inverse;

  const t = inverse - CENTRE;
  const above = t * polynomial(t, SCALED, 2);
  const slope = SCALED[1] + above;
  const series = t * slope;
  const seriesLow = lowProduct(t, slope, series) + t * (above - (slope - SCALED[1]));
  const scaled = SCALED[0] + series;
  const scaledLow = series - (scaled - SCALED[0]) + seriesLow;

  const growth = scaled * r;
  const product = scaled + growth;
  const productLow = growth - (product - scaled) + (lowProduct(scaled, r, growth) + scaledLow + scaled * rest);
  const quotient = product * inverse;
  const missing = lowProduct(product, inverse, quotient) + productLow * inverse;
  const value = quotient + (missing + quotient * ((1 + SLOPE * inverse) * excess));
  // In two steps, since 2^k itself may underflow.
  const half = k >> 1;
  return value * 2 ** half * 2 ** (k - half);
}

/** A polynomial's value, its coefficients from number `first` on. */
function polynomial(x: number, coefficients: readonly number[], first = 0): number {
  let sum = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= first; k--) sum = sum * x + coefficients[k];
  return sum;
}

/** The first 26 bits, rounded. */
function upper(x: number): number {
  const shifted = x * SPLITTER;
  return shifted - (shifted - x);
}

/** What x y is more than its rounded value (Dekker). */
function lowProduct(x: number, y: number, product: number): number {
  const xHigh = upper(x);
  const yHigh = upper(y);
  const xLow = x - xHigh;
  const yLow = y - yHigh;
  return xHigh * yHigh - product + xHigh * yLow + xLow * yHigh + xLow * yLow;
}
