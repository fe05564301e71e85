import type { Value } from "../../ir/mod.ts";
import type { Formula } from "../expansions/formula.ts";
import type { Neighbourhood } from "../record.ts";
import { guardNoZero, guardRest } from "./neighbourhood.ts";

/** From here on rounding the square of x costs the tail's slope too many digits. */
const FARTHEST = 10;

/**
 * erf, or with the sign -1 erfc, by the derivative's u' = -2 x u.
 *
 * @param density e^(-c^2).
 */
function seriesOf(f: Formula, at: Neighbourhood, density: Value, sign: 1 | -1): Value[] {
  const { centre } = at;
  const slope = f.mul(density, sign * 2 / Math.sqrt(Math.PI));
  const u = [slope];
  for (let k = 0; k < 4; k++) {
    const product = f.mul(centre, u[k]);
    u.push(f.mul(k === 0 ? product : f.add(product, u[k - 1]), -2 / (k + 1)));
  }
  guardNoZero(f, slope, at);
  // The fourth coefficient of the derivative is Hermite's polynomial, here without its signs, over 4!.
  const square = f.mul(centre, centre);
  guardRest(f, f.mul(f.mul(slope, 1 / 120), f.madd(f.madd(square, 16, 48), square, 12)), at);
  return [at.value, ...u.map((coefficient, k) => f.mul(coefficient, 1 / (k + 1)))];
}

export function errorFunctionSeries(f: Formula, at: Neighbourhood, density: Value): Value[] {
  return seriesOf(f, at, density, 1);
}

export function complementaryErrorFunctionSeries(f: Formula, at: Neighbourhood, density: Value): Value[] {
  f.guard(f.operation("lt", at.centre, FARTHEST));
  return seriesOf(f, at, density, -1);
}
