import type { Value } from "../../ir/mod.ts";
import { type Formula, ROUNDER } from "./formula.ts";
import { HALF_PI_PARTS, isOdd, quarterTurn, reduce, REDUCTION_LIMIT } from "./sine.ts";

/** tan(r) = r P(r^2) / Q(r^2) on |r| <= pi/4; rational Remez: relative error 3.7e-17. */
const NUMERATOR = [1, -0.12828347013458577, 0.0028059182105404086, -7.483634670509069e-6];
const DENOMINATOR = [1, -0.4616168034679163, 0.023344852699776278, -0.00020844803982529074];

/** tan(x): n = x/(pi/2) rounded; tan(r), or -1/tan(r) for odd n, by one division. */
export function expandTangent(f: Formula, x: Value): Value | null {
  if (f.total) return null;
  f.guardMagnitude(x, REDUCTION_LIMIT / 2);
  const { sine, cosine, quadrant, odd } = f.fastmath ? rationalQuarterTurn(f, x) : quarterTurn(f, x);
  const ratio = f.div(f.select(odd, cosine, sine), f.select(odd, sine, cosine));
  const tangent = f.negateIfOdd(ratio, quadrant);
  // The sign of zero, since -0 + 0 is 0.
  return f.fastmath ? tangent : f.select(f.operation("eq", x, 0), x, tangent);
}

/** As `quarterTurn`, but sine and cosine have a common factor. */
function rationalQuarterTurn(f: Formula, x: Value): ReturnType<typeof quarterTurn> {
  const shifted = f.madd(x, 2 / Math.PI, ROUNDER);
  const { r } = reduce(f, x, f.sub(shifted, ROUNDER), HALF_PI_PARTS);
  const square = f.mul(r, r);
  const quadrant = f.bits(shifted);
  return {
    sine: f.mul(r, f.polynomial(square, NUMERATOR)),
    cosine: f.polynomial(square, DENOMINATOR),
    quadrant,
    odd: isOdd(f, quadrant),
  };
}
