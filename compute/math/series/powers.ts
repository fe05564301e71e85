import type { RegionBuilder, Value } from "../../ir/mod.ts";
import type { Neighbourhood } from "../record.ts";
import { guardModerate, radiusOf, taylor } from "./neighbourhood.ts";

/** The binomial series of c^exponent (1 + d/c)^exponent. */
export function binomialSeries(exponent: number): (region: RegionBuilder, at: Neighbourhood) => readonly Value[] {
  const binomials = [1];
  for (let k = 1; k <= 5; k++) binomials.push(binomials[k - 1] * (exponent - k + 1) / k);
  // Of an integer the series ends, but it is right about the centre alone.
  const limit = Math.min(radiusOf(binomials[5], 5), 1 / 2);
  return taylor((f, { centre, value, radius }) => {
    guardModerate(f, centre);
    const reciprocal = exponent === -1 ? value : f.div(1, centre);
    f.guard(f.operation("lt", f.abs(f.mul(reciprocal, radius)), limit));
    let power = value;
    return binomials.map((binomial, k) => {
      if (k > 0) power = f.mul(power, reciprocal);
      return f.mul(power, binomial);
    });
  });
}
