import type { RegionBuilder, Value } from "../../ir/mod.ts";
import { Formula } from "../expansions/formula.ts";
import type { MathFunction, Neighbourhood } from "../record.ts";

/** What a polynomial may be off, as a share of the value: a quarter of an ULP. */
const NEGLIGIBLE = 2 ** -54;

/** Beyond it, and below its reciprocal, powers of a centre could overflow. */
export const MODERATE = 2 ** 150;

/** x^n - T_n(x) / 2^(n-1) for Chebyshev's polynomials: factors of x^(n-2) and x^(n-4). */
const ECONOMY: Readonly<Record<number, readonly [number, number]>> = { 5: [5 / 4, -5 / 16], 6: [3 / 2, -9 / 16] };

/** By how much economy makes the first term that is left out smaller, at least. */
export const ECONOMY_GAIN = 16;

type Series = (f: Formula, at: Neighbourhood) => readonly Value[];

/** Makes a record's `series` of formulas that give one term more: it goes where Chebyshev's polynomials let it. */
export function taylor(series: Series): NonNullable<MathFunction["series"]> {
  return (region: RegionBuilder, at: Neighbourhood) => {
    const f = new Formula(region, { fastmath: true, total: false });
    return economised(f, series(f, at), at.radius);
  };
}

function economised(f: Formula, coefficients: readonly Value[], radius: Value): Value[] {
  const degree = coefficients.length - 1;
  const last = coefficients[degree];
  const [upper, lower] = ECONOMY[degree];
  const square = f.mul(radius, radius);
  const share = f.mul(last, square);
  const kept = coefficients.slice(0, degree);
  kept[degree - 2] = f.madd(share, upper, kept[degree - 2]);
  kept[degree - 4] = f.madd(f.mul(share, square), lower, kept[degree - 4]);
  return kept;
}

/** Guards that the first term that is left out, coefficient * radius^5, is negligible beside the value. */
export function guardRest(f: Formula, coefficient: Value, { value, radius }: Neighbourhood): void {
  const square = f.mul(radius, radius);
  const rest = f.abs(f.mul(f.mul(square, square), f.mul(radius, coefficient)));
  f.guard(f.operation("le", rest, f.mul(f.abs(value), ECONOMY_GAIN * NEGLIGIBLE)));
}

/** Where |coefficient| x^degree is negligible beside 1. */
export function radiusOf(coefficient: number, degree: number): number {
  return (ECONOMY_GAIN * NEGLIGIBLE / Math.abs(coefficient)) ** (1 / degree);
}

/** Guards that the function keeps half of its size: about a zero a series is right absolutely, not relatively. */
export function guardNoZero(f: Formula, slope: Value, { value, radius }: Neighbourhood): void {
  f.guard(f.operation("le", f.mul(f.abs(f.mul(slope, radius)), 2), f.abs(value)));
}

/** Guards that powers of x and of 1/x stay normal. */
export function guardModerate(f: Formula, x: Value): void {
  const size = f.abs(x);
  f.guard(f.operation("gt", size, 1 / MODERATE));
  f.guard(f.operation("lt", size, MODERATE));
}
