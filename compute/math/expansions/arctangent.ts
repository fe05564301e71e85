import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";

/** atan(u) = u + u^3 A(u^2) on [0, 1]; Remez: relative error 1.7e-16. */
const FAST_ARCTANGENT = [
  -0.33333333333325155,
  0.1999999999877226,
  -0.14285714220635123,
  0.11111109345651961,
  -0.09090880191679417,
  0.07691994189918151,
  -0.06664273321064679,
  0.05868952835813618,
  -0.05206469353536419,
  0.045765727015151796,
  -0.03871023942455183,
  0.03018997196576858,
  -0.02062060785105795,
  0.011664164320281471,
  -0.005136344971400158,
  0.0016275833051314255,
  -0.0003270615652761268,
  3.111110424925692e-5,
];

/** The same with a term more: relative error 3.3e-17. */
const ARCTANGENT = [
  -0.3333333333333186,
  0.19999999999755186,
  -0.1428571427134152,
  0.11111110678895339,
  -0.09090901237382798,
  0.07692212948803506,
  -0.06665860482505521,
  0.05877308346078678,
  -0.05239235088117963,
  0.046739554003126654,
  -0.040926506177720014,
  0.03406801604051301,
  -0.025827058567884403,
  0.01697829106668267,
  -0.009184745650926971,
  0.0038560736442216138,
  -0.0011641075345777204,
  0.0002230303290157198,
  -2.0259363532717154e-5,
];

const HALF_PI_LOW = 6.123233995736766e-17;

/** atan(u) for 0 <= u <= 1, without its final addition: as u + rest. */
function ratioArctangent(f: Formula, u: Value): { u: Value; rest: Value } {
  const square = f.mul(u, u);
  const polynomial = f.fastmath ? f.shallowPolynomial(square, FAST_ARCTANGENT, 1) : f.polynomial(square, ARCTANGENT, 1);
  return { u, rest: f.mul(f.mul(square, u), polynomial) };
}

/** c - (u + rest) for a constant c = high + low, or u + rest. */
function reflected(f: Formula, reflect: Value, high: number, low: number, u: Value, rest: Value): Value {
  const away = f.sub(high, f.sub(u, f.sub(low, rest)));
  return f.select(reflect, away, f.add(u, rest));
}

/** atan(x) of |x|, folded to [0, 1] by pi/2 - atan(1/|x|). Valid everywhere. */
export function expandArctangent(f: Formula, x: Value): Value {
  const size = f.abs(x);
  const { u, rest } = ratioArctangent(f, f.div(f.operation("pmin", size, 1), f.operation("pmax", size, 1)));
  return f.operation("copysign", reflected(f, f.operation("gt", size, 1), Math.PI / 2, HALF_PI_LOW, u, rest), x);
}

/** atan2(y, x) by the arctangent of the smaller to the larger, reflected at the diagonal and at the axis. Valid everywhere. */
export function expandArctangent2(f: Formula, y: Value, x: Value): Value {
  const height = f.abs(y);
  const width = f.abs(x);
  const smaller = f.operation("pmin", height, width);
  const larger = f.operation("pmax", height, width);
  // Of two zeros the ratio is taken to be 0, of two infinities 1.
  const quotient = f.div(smaller, larger);
  const ratio = f.select(f.operation("eq", quotient, quotient), quotient, f.operation("pmin", larger, 1));
  const { u, rest } = ratioArctangent(f, ratio);
  const quarter = reflected(f, f.operation("gt", height, width), Math.PI / 2, HALF_PI_LOW, u, rest);
  const left = f.operation("lt", f.operation("copysign", 1, x), 0);
  const half = f.select(left, f.sub(Math.PI, f.sub(quarter, 2 * HALF_PI_LOW)), quarter);
  const sum = f.add(height, width);
  return f.operation("copysign", f.select(f.operation("ge", sum, 0), half, sum), y);
}
