import { CENTRE, NEAR, NEAR_ERROR, SCALED, SLOPE, UNDERFLOW } from "../expansions/error_function.ts";
import { EXPONENTIAL, LN2 } from "../expansions/exponential.ts";

/** Splits an f64 into halves of 26 bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;

/** 2^-k for what erfc needs of them; `**` would take as long as a third of the rest. */
const POWERS = Float64Array.from({ length: 550 }, (_, k) => 2 ** -k);

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
  if (size < NEAR) return x + nearRest(x);
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
  if (size < NEAR) return 0.5 + ((0.5 - x) - nearRest(x));
  return x < 0 ? 2 - tail(size) : tail(size);
}

/**
 * erfc(x) from NEAR on, as e^(-x^2) S / (x + 2), all factors in two parts. Written out, but for what is short: engines
 * inline no more, and a call takes as long as ten operations.
 */
function tail(x: number): number {
  if (x > UNDERFLOW) return 0;
  const high = upper(x);
  const square = high * high;
  const k = Math.round(-square * Math.LOG2E);
  const first = -square - k * LN2.high;
  const lost = k * LN2.low - (high - x) * (high + x);
  const r = first - lost;
  let exponential = EXPONENTIAL[EXPONENTIAL.length - 1];
  for (let j = EXPONENTIAL.length - 2; j >= 0; j--) exponential = exponential * r + EXPONENTIAL[j];
  const rest = (first - r) - lost + r * r * exponential;

  const divisor = x + 2;
  const inverse = 1 / divisor;
  const dHigh = upper(divisor);
  const dLow = divisor - dHigh + (x - (divisor - 2));
  const iHigh = upper(inverse);
  const iLow = inverse - iHigh;
  const excess = 1 - dHigh * iHigh - dHigh * iLow - dLow * inverse;

  const t = inverse - CENTRE;
  let above = SCALED[SCALED.length - 1];
  for (let j = SCALED.length - 2; j >= 2; j--) above = above * t + SCALED[j];
  above *= t;
  const slope = SCALED[1] + above;
  const series = t * slope;
  const tHigh = upper(t);
  const tLow = t - tHigh;
  const sHigh = upper(slope);
  const sLow = slope - sHigh;
  const seriesLow = tHigh * sHigh - series + tHigh * sLow + tLow * slope + t * (above - (slope - SCALED[1]));
  const scaled = SCALED[0] + series;
  const scaledLow = series - (scaled - SCALED[0]) + seriesLow;

  const growth = scaled * r;
  const cHigh = upper(scaled);
  const rHigh = upper(r);
  const growthLow = cHigh * rHigh - growth + cHigh * (r - rHigh) + (scaled - cHigh) * r;
  const product = scaled + growth;
  const productLow = growth - (product - scaled) + (growthLow + scaledLow + scaled * rest);
  const quotient = product * inverse;
  const pHigh = upper(product);
  const pLow = product - pHigh;
  const missing = pHigh * iHigh - quotient + pHigh * iLow + pLow * inverse + productLow * inverse;
  const value = quotient + (missing + quotient * ((1 + SLOPE * inverse) * excess));
  // In two steps, since 2^k itself may underflow.
  const half = k >> 1;
  return value * POWERS[-half] * POWERS[half - k];
}

/** x + x P(x^2) but for the x, near 0. */
function nearRest(x: number): number {
  const square = x * x;
  let sum = NEAR_ERROR[NEAR_ERROR.length - 1];
  for (let k = NEAR_ERROR.length - 2; k >= 0; k--) sum = sum * square + NEAR_ERROR[k];
  return x * sum;
}

/** The first 26 bits, rounded. */
function upper(x: number): number {
  const shifted = x * SPLITTER;
  return shifted - (shifted - x);
}
