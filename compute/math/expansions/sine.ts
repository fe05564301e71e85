import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";
import { reduceHuge } from "./huge_arguments.ts";
import type { Parts } from "./parts.ts";

/** pi in three parts; the first two have 33 bits, so that their products with integers below 2^20 are exact. */
const PI_PARTS = [3.1415926534682512, 1.2154201012607932e-10, 4.044532497591901e-21] as const;

/** pi in parts of 24 bits, for numbers of 48; the last has more. */
const NARROW_PI_PARTS = [
  3.1415927410125732,
  -8.742277657347586e-8,
  -3.4302490200117637e-15,
  2.1125998133974855e-23,
] as const;

/** Where |n| stays below 2^20, and so the reduction is exact but for its last part. */
const FAST_REDUCTION_LIMIT = 2 ** 21;

/** sin(r) = r + r^3 P(r^2) on [-pi/2, pi/2]; Remez, weighted by 1/sin: relative error 1.5e-16. */
const FAST_SINE = [
  -0.16666666666666186,
  0.008333333333285474,
  -0.00019841269825037164,
  2.7557316598081773e-6,
  -2.5051880112966878e-8,
  1.604809027186566e-10,
  -7.373280728050387e-13,
];

/** (pi/2)^2, and a little more. */
const LARGEST_SQUARE = 2.47;

/**
 * pi/2 in four parts; the first three have 30 bits, so that their products with integers below 2^23 are exact. Three
 * would do but for arguments such as 45.553093477052, which are nearer to a multiple than 2^-60.
 */
const HALF_PI_PARTS = [1.570796325802803, 9.920935791635221e-10, 5.17018297889025e-19, 2.9038559739793605e-28] as const;

/** Where |n| stays below 2^23, and so all but the last part is exact. */
const REDUCTION_LIMIT = 2 ** 24;

/** sin(r) = r + r^3 S(r^2) on |r| <= pi/4; Remez: relative error 3.7e-18. */
const QUARTER_SINE = [
  -0.1666666666666663,
  0.00833333333332184,
  -0.00019841269829358528,
  2.7557313538514234e-6,
  -2.5050734389256567e-8,
  1.5895433289228515e-10,
];

/** cos(r) = 1 - r^2/2 + r^4 C(r^2) on |r| <= pi/4; Remez: error 5.7e-20. */
const QUARTER_COSINE = [
  0.041666666666666595,
  -0.0013888888888873342,
  2.480158728900208e-5,
  -2.755731421703886e-7,
  2.0875705396029103e-9,
  -1.1358749239915402e-11,
];

/**
 * sin(x): under fastmath n = x/pi rounded, r = x - n pi by Cody and Waite, an odd polynomial, the sign from n's parity;
 * else, and where it must be total, n = x/(pi/2), and sine or cosine of the remainder, which is kept in two parts.
 */
export function expandSine(f: Formula, x: Value): Value {
  guardReduction(f, x);
  if (f.fastmath && !f.total) {
    const { n, integer } = f.roundedProduct(x, 1 / Math.PI);
    return halfTurnSine(f, x, n, integer);
  }
  const { sine, cosine, quadrant, odd } = quarterTurn(f, x);
  const value = f.negateInSecondHalf(f.select(odd, sumOf(f, cosine), sumOf(f, sine)), quadrant);
  // The sign of zero, since -0 + 0 is 0.
  return f.select(f.operation("eq", x, 0), x, value);
}

/** cos(x) = sin(x + pi/2), as the sine: the multiples of pi are taken half a step off. */
export function expandCosine(f: Formula, x: Value): Value {
  guardReduction(f, x);
  if (f.fastmath && !f.total) {
    // cos(m pi - pi/2 + r) = (-1)^m sin(r).
    const { n, integer } = f.rounded(f.madd(x, 1 / Math.PI, 0.5));
    return halfTurnSine(f, x, f.sub(n, 0.5), integer);
  }
  const { sine, cosine, quadrant, odd } = quarterTurn(f, x);
  return f.negateInSecondHalf(f.select(odd, sumOf(f, sine), sumOf(f, cosine)), f.next(quadrant));
}

/** @param turn What is taken off, in units of pi. */
export function guardReduction(f: Formula, x: Value, turn = 1): void {
  if (!f.total) f.guardMagnitude(x, f.fastmath ? FAST_REDUCTION_LIMIT * turn : REDUCTION_LIMIT);
}

const sumOf = (f: Formula, { high, low }: Parts) => f.add(high, low);

/** sin(x - n pi), negated for odd n. */
function halfTurnSine(f: Formula, x: Value, n: Value, parity: Value): Value {
  const r = reduce(f, x, n, f.narrow ? NARROW_PI_PARTS : PI_PARTS);
  const square = f.mul(r, r);
  const series = f.polynomial(square, FAST_SINE, LARGEST_SQUARE);
  return f.negateIfOdd(f.madd(f.mul(square, r), series, r), parity);
}

/** x in quarters of a turn: x = n pi/2 + r, with n modulo four as the integer `quadrant`. */
export interface QuarterTurn {
  /** Of r, each as a sum that is not yet rounded: the first part is the larger. */
  readonly sine: Parts;
  readonly cosine: Parts;
  readonly quadrant: Value;
  /** Whether n is odd. */
  readonly odd: Value;
}

/** The remainder's sine and cosine, of any x where it must be total. */
export function quarterTurn(f: Formula, x: Value): QuarterTurn {
  const { r, tail, quadrant } = f.total ? reduceAnywhere(f, x) : reduceSmall(f, x);
  const square = f.mul(r, r);
  const half = f.mul(square, 0.5);
  const leading = f.sub(1, half);
  const cubed = f.mul(f.mul(square, r), f.polynomial(square, QUARTER_SINE));
  // sin(r + tail) = sin(r) + tail cos(r), and cos(r) near enough 1 - r^2/2.
  const sine = { high: r, low: f.add(cubed, f.mul(tail, leading)) };
  const fourth = f.mul(f.mul(square, square), f.polynomial(square, QUARTER_COSINE));
  // What rounding took from 1 - r^2/2.
  const lost = f.sub(f.sub(1, leading), half);
  const cosine = { high: leading, low: f.add(lost, f.sub(fourth, f.mul(r, tail))) };
  return { sine, cosine, quadrant, odd: f.isOdd(quadrant) };
}

/** An angle less multiples of pi/2: the remainder in two parts, and their number, an integer. */
interface Reduced {
  readonly r: Value;
  readonly tail: Value;
  readonly quadrant: Value;
}

/** For |x| below the limit: what rounding takes from the differences goes into the tail. */
function reduceSmall(f: Formula, x: Value): Reduced {
  const { n, integer } = f.rounded(f.mul(x, 2 / Math.PI));
  const [first, second, third, fourth] = HALF_PI_PARTS.map((part) => f.mul(n, part));
  const upper = f.sub(x, first);
  const middle = f.sub(upper, second);
  const lost = f.sub(f.sub(upper, middle), second);
  const rest = f.sub(third, lost);
  const r = f.sub(middle, rest);
  return { r, tail: f.sub(f.sub(f.sub(middle, r), rest), fourth), quadrant: integer };
}

function reduceAnywhere(f: Formula, x: Value): Reduced {
  const small = reduceSmall(f, x);
  const huge = reduceHuge(f, x);
  const isSmall = f.operation("lt", f.abs(x), REDUCTION_LIMIT);
  return {
    r: f.select(isSmall, small.r, huge.r),
    tail: f.select(isSmall, small.tail, huge.tail),
    quadrant: f.select(isSmall, small.quadrant, f.integerOf(huge.n)),
  };
}

/** x - n c for a constant c in parts. */
export function reduce(f: Formula, x: Value, n: Value, parts: readonly number[]): Value {
  return parts.reduce((rest, part) => f.nmadd(n, part, rest), x);
}
