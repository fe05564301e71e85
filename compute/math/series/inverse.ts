import type { Value } from "../../ir/mod.ts";
import type { Formula } from "../expansions/formula.ts";
import type { Neighbourhood } from "../record.ts";
import { guardNoZero, guardRest, MODERATE } from "./neighbourhood.ts";

/** A square plus or minus 1 about a centre, of which the derivatives of inverse functions are powers. */
interface Quadratic {
  /** 1 / (q at the centre). */
  readonly reciprocal: Value;
  /** Of q's square. */
  readonly sign: 1 | -1;
}

/** 1 + x^2. */
function onePlusSquare(f: Formula, x: Value): Quadratic {
  f.guard(f.operation("lt", f.abs(x), MODERATE));
  return { reciprocal: f.div(1, f.madd(x, x, 1)), sign: 1 };
}

/** 1 - x^2; of factors, so that it has its digits about 1. */
function oneMinusSquare(f: Formula, x: Value): Quadratic {
  return { reciprocal: f.div(1, f.mul(f.sub(1, x), f.add(1, x))), sign: -1 };
}

/** x^2 - 1. */
function squareMinusOne(f: Formula, x: Value): Quadratic {
  f.guard(f.operation("lt", x, MODERATE));
  return { reciprocal: f.div(1, f.mul(f.sub(x, 1), f.add(x, 1))), sign: 1 };
}

/**
 * A function whose derivative is a power of q, up to its fifth coefficient: the derivative u obeys q u' = power q' u, which
 * gives its coefficients one after another.
 *
 * @param slope The derivative at the centre.
 */
function seriesOf(f: Formula, at: Neighbourhood, q: Quadratic, power: number, slope: Value): Value[] {
  const double = f.mul(at.centre, 2);
  const u = [slope];
  for (let k = 0; k < 4; k++) {
    const first = f.mul(f.mul(double, u[k]), power - k);
    const sum = k === 0 ? first : f.madd(u[k - 1], 2 * power - k + 1, first);
    u.push(f.mul(f.mul(q.reciprocal, sum), q.sign / (k + 1)));
  }
  guardNoZero(f, slope, at);
  return [at.value, ...u.map((coefficient, k) => f.mul(coefficient, 1 / (k + 1)))];
}

/** Of functions whose fifth derivative has no zero. */
function monotone(f: Formula, at: Neighbourhood, q: Quadratic, power: number, slope: Value): Value[] {
  const series = seriesOf(f, at, q, power, slope);
  guardRest(f, series[5], at);
  return series;
}

/** atan' = 1 / (1 + x^2). */
export function arctangentSeries(f: Formula, at: Neighbourhood): Value[] {
  const q = onePlusSquare(f, at.centre);
  // The fifth coefficient is at most q^(-5/2)/5.
  guardRest(f, f.mul(f.mul(q.reciprocal, q.reciprocal), 1 / 5), at);
  return seriesOf(f, at, q, -1, q.reciprocal);
}

/** asinh' = (1 + x^2)^(-1/2). */
export function inverseHyperbolicSineSeries(f: Formula, at: Neighbourhood): Value[] {
  const q = onePlusSquare(f, at.centre);
  const slope = f.operation("sqrt", q.reciprocal);
  // The derivative's coefficients are Legendre's polynomials of a cosine, over powers of the root of q.
  guardRest(f, f.mul(f.mul(slope, 1 / 5), f.mul(q.reciprocal, q.reciprocal)), at);
  return seriesOf(f, at, q, -1 / 2, slope);
}

/** asin' = (1 - x^2)^(-1/2). */
export function arcsineSeries(f: Formula, at: Neighbourhood): Value[] {
  const q = oneMinusSquare(f, at.centre);
  return monotone(f, at, q, -1 / 2, f.operation("sqrt", q.reciprocal));
}

/** acos' = -(1 - x^2)^(-1/2). */
export function arccosineSeries(f: Formula, at: Neighbourhood): Value[] {
  const q = oneMinusSquare(f, at.centre);
  return monotone(f, at, q, -1 / 2, f.neg(f.operation("sqrt", q.reciprocal)));
}

/** acosh' = (x^2 - 1)^(-1/2). */
export function inverseHyperbolicCosineSeries(f: Formula, at: Neighbourhood): Value[] {
  const q = squareMinusOne(f, at.centre);
  return monotone(f, at, q, -1 / 2, f.operation("sqrt", q.reciprocal));
}

/** atanh' = 1 / (1 - x^2). */
export function inverseHyperbolicTangentSeries(f: Formula, at: Neighbourhood): Value[] {
  const q = oneMinusSquare(f, at.centre);
  // At 1 the function itself is infinite, beside which all is negligible.
  f.guard(f.operation("lt", q.reciprocal, MODERATE));
  return monotone(f, at, q, -1, q.reciprocal);
}
