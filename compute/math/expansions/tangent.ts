import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";
import { exactSumOfOrdered } from "./parts.ts";
import { guardReduction, quarterTurn, reduce } from "./sine.ts";

/** pi/2 in three parts, as for the sine. */
const HALF_PI_PARTS = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;

/** pi/2 in parts of 24 bits, for numbers of 48; the last has more. */
const NARROW_HALF_PI_PARTS = [
  1.5707963705062866,
  -4.371138828673793e-8,
  -1.7151245100058819e-15,
  1.0562999066987428e-23,
] as const;

/** tan(r) = (r + r^3 P(r^2)) / Q(r^2) on |r| <= pi/4; rational Remez: relative error 3.7e-17. */
const NUMERATOR = [-0.12828347013458577, 0.0028059182105404086, -7.483634670509069e-6];
const DENOMINATOR = [1, -0.4616168034679163, 0.023344852699776278, -0.00020844803982529074];

/** tan(x): n = x/(pi/2) rounded; tan(r), or -1/tan(r) for odd n, by one division. */
export function expandTangent(f: Formula, x: Value): Value {
  guardReduction(f, x, 1 / 2);
  if (f.fastmath && !f.total) return quickTangent(f, x);
  const { sine, cosine, quadrant, odd } = quarterTurn(f, x);
  const sines = exactSumOfOrdered(f, sine.high, sine.low);
  const cosines = exactSumOfOrdered(f, cosine.high, cosine.low);
  const [upper, lower] = [[cosines, sines], [sines, cosines]].map(([ofOdd, ofEven]) => ({
    high: f.select(odd, ofOdd.high, ofEven.high),
    low: f.select(odd, ofOdd.low, ofEven.low),
  }));
  const ratio = f.div(upper.high, lower.high);
  const correction = f.div(f.sub(upper.low, f.mul(ratio, lower.low)), lower.high);
  const tangent = f.negateIfOdd(f.add(ratio, correction), quadrant);
  // The sign of zero, since -0 + 0 is 0.
  return f.select(f.operation("eq", x, 0), x, tangent);
}

/** By a rational function, of which sine and cosine are numerator and denominator but for a common factor. */
function quickTangent(f: Formula, x: Value): Value {
  const { n, integer: quadrant } = f.roundedProduct(x, 2 / Math.PI);
  const r = reduce(f, x, n, f.narrow ? NARROW_HALF_PI_PARTS : HALF_PI_PARTS);
  const square = f.mul(r, r);
  const odd = f.isOdd(quadrant);
  const sine = f.madd(f.mul(r, square), f.polynomial(square, NUMERATOR), r);
  const cosine = f.polynomial(square, DENOMINATOR);
  return f.negateIfOdd(f.div(f.select(odd, cosine, sine), f.select(odd, sine, cosine)), quadrant);
}
