import type { Value } from "../../ir/mod.ts";
import type { Formula } from "../expansions/formula.ts";
import type { Neighbourhood } from "../record.ts";
import { guardModerate, guardNoZero, guardRest, radiusOf } from "./neighbourhood.ts";

/** 1/k!. */
export const INVERSE_FACTORIALS = [1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720];

const EXPONENTIAL_RADIUS = radiusOf(1 / 120, 5);

/** e^c d^k/k!. */
export function exponentialSeries(f: Formula, { value, radius }: Pick<Neighbourhood, "value" | "radius">): Value[] {
  f.guard(f.operation("lt", radius, EXPONENTIAL_RADIUS));
  return INVERSE_FACTORIALS.slice(0, 6).map((factor) => f.mul(value, factor));
}

/** As the exponential's, but for the first. */
export function exponentialMinusOneSeries(f: Formula, at: Neighbourhood): Value[] {
  const { value, radius } = at;
  const power = f.add(value, 1);
  const series = exponentialSeries(f, { value: power, radius });
  guardNoZero(f, power, at);
  guardRest(f, series[5], at);
  return [value, ...series.slice(1)];
}

/** log c + scale (-1)^(k-1)/k (d/c)^k. */
function logarithmSeriesOf(f: Formula, argument: Value, at: Neighbourhood, scale: number): Value[] {
  guardModerate(f, argument);
  const reciprocal = f.div(1, argument);
  const coefficients = [at.value];
  let power: Value = f.mul(reciprocal, scale);
  for (let k = 1; k <= 5; k++) {
    coefficients.push(f.mul(power, (k % 2 === 0 ? -1 : 1) / k));
    power = f.mul(power, reciprocal);
  }
  guardNoZero(f, coefficients[1], at);
  guardRest(f, coefficients[5], at);
  return coefficients;
}

export const logarithmSeries = (scale: number) => (f: Formula, at: Neighbourhood): Value[] =>
  logarithmSeriesOf(f, at.centre, at, scale);

export const logarithmOfOnePlusSeries = (f: Formula, at: Neighbourhood): Value[] =>
  logarithmSeriesOf(f, f.add(at.centre, 1), at, 1);
