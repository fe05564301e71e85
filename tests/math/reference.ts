/**
 * The functions to more than 150 bits relative to their values, in some 10 µs each: what the errors of f64 code are
 * measured against. Independent of `Math` but for the first guesses of roots. Arguments are reduced exactly, then power
 * series are summed in fixed point, with as many places as a small argument needs. `exact.ts`, slower and simpler,
 * holds it to its word.
 */
import {
  absolute,
  add,
  type Big,
  big,
  cubeRoot,
  divide,
  exponentOf,
  fixed,
  isNegative,
  isZero,
  lengthOf,
  multiply,
  negative,
  ONE,
  PRECISION,
  scaled,
  shift,
  squareRoot,
  subtract,
} from "./big.ts";

/** Places of series whose sums are near 1, with room for what the reductions cancel: x - n pi/2 may be 2^-62. */
const PLACES = PRECISION + 80;

/** Small arguments take places of their own. */
const placesFor = (x: Big) => PLACES + Math.max(0, -exponentOf(x));

const one = (places: number) => 1n << BigInt(places);
const product = (x: bigint, y: bigint, places: number) => (x * y) >> BigInt(places);

/** A power series whose term k is the one before times `factor` over `divisor(k)`. */
function series(first: bigint, factor: bigint, places: number, divisor: (k: number) => number): bigint {
  let sum = first;
  let term = first;
  for (let k = 1; term !== 0n && term !== -1n; k++) {
    term = product(term, factor, places) / BigInt(divisor(k));
    sum += term;
  }
  return sum;
}

/** x + x square/3 + x square^2/5 + ...: atanh for the square of x, atan for its negative. */
function arcSeries(x: bigint, square: bigint, places: number): bigint {
  let sum = x;
  let power = x;
  for (let k = 3n; power !== 0n && power !== -1n; k += 2n) {
    power = product(power, square, places);
    sum += power / k;
  }
  return sum;
}

/** atanh(1/x), or atan(1/x), for a whole x, to `places`. */
function inverseArc(x: bigint, sign: 1n | -1n, places: number): bigint {
  let power = one(places) / x;
  let sum = power;
  for (let k = 3n; power !== 0n && power !== -1n; k += 2n) {
    power = sign * (power / (x * x));
    sum += power / k;
  }
  return sum;
}

/** Places for constants; the largest f64 has 1024 bits before the point. */
const MOST = 1024 + PLACES + 64;
/** Machin's formulas. */
const HALF_PI = 2n * (4n * inverseArc(5n, -1n, MOST) - inverseArc(239n, -1n, MOST));
const LN2 = 18n * inverseArc(26n, 1n, MOST) - 2n * inverseArc(4801n, 1n, MOST) + 8n * inverseArc(8749n, 1n, MOST);

const constantAt = (value: bigint, places: number) => value >> BigInt(MOST - places);
const asBig = (value: bigint): Big => ({ m: constantAt(value, PLACES), e: -PLACES });
const ln2 = asBig(LN2);
const halfPi = asBig(HALF_PI);
const pi = scaled(halfPi, 1);
const rootOfPi = squareRoot(pi);

/** A table computed when it is first read. */
function table(entry: (k: number) => bigint): (k: number) => bigint {
  const known: bigint[] = [];
  return (k) => known[k] ??= entry(k);
}

/** Beyond it e^x is no f64 by far. */
const LARGEST_EXPONENT = 2 ** 12;

function exp(x: Big): Big {
  if (isZero(x)) return ONE;
  if (exponentOf(x) >= 12) return { m: 1n, e: isNegative(x) ? -2 * LARGEST_EXPONENT : 2 * LARGEST_EXPONENT };
  const exponent = fixed(x, PLACES);
  const base = constantAt(LN2, PLACES);
  const k = (2n * exponent + base) / (2n * base);
  const SQUARINGS = 6;
  let power = series(one(PLACES), (exponent - k * base) >> BigInt(SQUARINGS), PLACES, (n) => n);
  for (let n = 0; n < SQUARINGS; n++) power = product(power, power, PLACES);
  return { m: power, e: Number(k) - PLACES };
}

function expm1(x: Big): Big {
  if (isZero(x)) return x;
  if (exponentOf(x) >= -3) return subtract(exp(x), ONE);
  const places = placesFor(x);
  const r = fixed(x, places);
  return { m: series(r, r, places, (k) => k + 1), e: -places };
}

/** log(j/64). */
const LOGARITHMS = table((j) => {
  const s = ((BigInt(j) - 64n) << BigInt(PLACES)) / (BigInt(j) + 64n);
  return 2n * arcSeries(s, product(s, s, PLACES), PLACES);
});

/** log(f 2^k) = k ln 2 + log(j/64) + 2 atanh((f - j/64) / (f + j/64)). */
function log(x: Big): Big {
  const length = lengthOf(x.m);
  const above = fixed({ m: x.m, e: -length }, PLACES) * 3n > 2n * one(PLACES) ? 0 : 1;
  const k = x.e + length - above;
  const f = fixed({ m: x.m, e: above - length }, PLACES);
  const j = Number((f + one(PLACES - 7)) >> BigInt(PLACES - 6));
  const near = BigInt(j) << BigInt(PLACES - 6);
  const s = ((f - near) << BigInt(PLACES)) / (f + near);
  const arc = 2n * arcSeries(s, product(s, s, PLACES), PLACES);
  return { m: BigInt(k) * constantAt(LN2, PLACES) + (j === 64 ? 0n : LOGARITHMS(j)) + arc, e: -PLACES };
}

function log1p(x: Big): Big {
  if (isZero(x)) return x;
  if (exponentOf(x) >= -6) return log(add(ONE, x));
  const places = placesFor(x);
  const t = fixed(x, places);
  const s = (t << BigInt(places)) / (2n * one(places) + t);
  return { m: 2n * arcSeries(s, product(s, s, places), places), e: -places };
}

/** sin and cos of |r| < 1, to `places`. */
const sine = (r: bigint, places: number) => series(r, -product(r, r, places), places, (k) => 2 * k * (2 * k + 1));
const cosine = (r: bigint, places: number) =>
  series(one(places), -product(r, r, places), places, (k) => 2 * k * (2 * k - 1));

/** sin(x + quarters pi/2): x is reduced with as many bits of pi as it needs. */
function sinFrom(x: Big, quarters: number): Big {
  const places = quarters % 2 === 0 ? placesFor(x) : PLACES;
  const more = Math.max(0, exponentOf(x) + 1);
  const half = constantAt(HALF_PI, Math.min(places + more, MOST));
  const at = fixed(x, places + more);
  let n = exponentOf(x) < -1 ? 0n : (2n * at + (at < 0n ? -half : half)) / (2n * half);
  const r = (at - n * half) >> BigInt(more);
  n += BigInt(quarters);
  const value = n % 2n === 0n ? sine(r, places) : cosine(r, places);
  return { m: ((n % 4n) + 4n) % 4n >= 2n ? -value : value, e: -places };
}

const sin = (x: Big) => isZero(x) ? x : sinFrom(x, 0);
const cos = (x: Big) => isZero(x) ? ONE : sinFrom(x, 1);

/** atan(j/64). */
const ARCTANGENTS = table((j) => {
  if (j === 0) return 0n;
  if (j === 64) return constantAt(HALF_PI, PLACES) >> 1n;
  // By halving the angle.
  const x: Big = { m: BigInt(j), e: -6 };
  let y = x;
  const HALVINGS = 3;
  for (let n = 0; n < HALVINGS; n++) y = divide(y, add(ONE, squareRoot(add(ONE, multiply(y, y)))));
  const t = fixed(y, PLACES);
  return arcSeries(t, -product(t, t, PLACES), PLACES) << BigInt(HALVINGS);
});

/** The arctangent of a number that is not negative. */
function arctangent(x: Big): Big {
  if (isZero(x)) return x;
  if (isNegative(subtract(ONE, x))) return subtract(halfPi, arctangent(divide(ONE, x)));
  const places = placesFor(x);
  const t = fixed(x, places);
  const j = Number((t + one(places - 7)) >> BigInt(places - 6));
  if (j === 0) return { m: arcSeries(t, -product(t, t, places), places), e: -places };
  const near = BigInt(j) << BigInt(places - 6);
  const u = ((t - near) << BigInt(places)) / (one(places) + product(t, near, places));
  const rest = arcSeries(u, -product(u, u, places), places);
  return add({ m: ARCTANGENTS(j), e: -PLACES }, { m: rest, e: -places });
}

const odd = (f: (x: Big) => Big) => (x: Big) => isNegative(x) ? negative(f(negative(x))) : f(x);

function atan2(y: Big, x: Big): Big {
  const height = absolute(y);
  const quarter = isZero(x) ? halfPi : arctangent(divide(height, absolute(x)));
  const angle = isNegative(x) ? subtract(pi, quarter) : quarter;
  return isNegative(y) ? negative(angle) : angle;
}

/** sqrt(1 - x^2). */
const coroot = (x: Big) => {
  const square = multiply(subtract(ONE, x), add(ONE, x));
  return isZero(square) ? square : squareRoot(square);
};

/** n^2/16, and e^-(n^2/16). */
const square16 = (n: number): Big => ({ m: BigInt(n * n), e: -4 });
const GAUSSIAN = table((n) => fixed(exp(negative(square16(n))), PLACES));
/** So many terms of step 1/4 leave e^-160. */
const TRAPEZES = 51;

/**
 * erfc(x) = 2x/pi e^-x^2 times the integral of e^-t^2 / (t^2 + x^2), by the trapezoidal rule with step h = 1/4, and what
 * the poles t = +-ix add to that rule for x < pi/h (Chiarella and Reichel, 1968). Its error is about e^-(pi/h)^2, 2^-227.
 */
function farComplement(x: Big): Big {
  const square = multiply(x, x);
  const at = fixed(square, PLACES);
  let sum = (one(PLACES) << BigInt(PLACES)) / (2n * at);
  for (let n = 1; n < TRAPEZES; n++) {
    sum += (GAUSSIAN(n) << BigInt(PLACES)) / (at + (BigInt(n * n) << BigInt(PLACES - 4)));
  }
  const integral = multiply({ m: sum, e: -PLACES }, divide(x, scaled(pi, 1)));
  const rule = multiply(integral, exp(negative(square)));
  const turns = multiply(scaled(pi, 3), x);
  const poles = exponentOf(x) >= 4 || isNegative(subtract(scaled(pi, 2), x))
    ? null
    : divide(scaled(ONE, 1), expm1(turns));
  return poles ? subtract(rule, poles) : rule;
}

/** 2/sqrt(pi) (x - x^3/3 + x^5/(2! 5) - ...). */
function nearError(x: Big): Big {
  if (isZero(x)) return x;
  const places = placesFor(x);
  const t = fixed(x, places);
  const factor = -product(t, t, places);
  let sum = t;
  let power = t;
  for (let n = 1; power !== 0n && power !== -1n; n++) {
    power = product(power, factor, places) / BigInt(n);
    sum += power / BigInt(2 * n + 1);
  }
  return divide({ m: 2n * sum, e: -places }, rootOfPi);
}

const isNear = (x: Big) => isZero(x) || exponentOf(x) < -1;
const erf = odd((x) => isNear(x) ? nearError(x) : subtract(ONE, farComplement(x)));
function erfc(x: Big): Big {
  if (isNear(x)) return subtract(ONE, erf(x));
  return isNegative(x) ? subtract(scaled(ONE, 1), farComplement(negative(x))) : farComplement(x);
}

const rootOfSum = (x: Big, y: Big) => squareRoot(add(multiply(x, x), multiply(y, y)));
/** x % y, exactly, with the sign of x. */
function remainder(x: Big, y: Big): Big {
  const e = Math.min(x.e, y.e);
  return { m: fixed(x, -e) % fixed(y, -e), e };
}

const arSinh = (x: Big) => {
  if (isZero(x)) return x;
  const square = multiply(x, x);
  return log1p(add(x, divide(square, add(ONE, squareRoot(add(ONE, square))))));
};
const arCosh = (x: Big) => {
  const t = subtract(x, ONE);
  return isZero(t) ? t : log1p(add(t, squareRoot(multiply(t, add(t, scaled(ONE, 1))))));
};
const hyperbolic = (f: (excess: Big) => Big) => (x: Big) => isZero(x) ? x : f(expm1(x));

const isWhole = (x: number) => Number.isInteger(x);
const between = (low: number, high: number) => (x: number) => x > low && x < high;

/** A function of the reference: where it is a finite number other than 0, and that number. */
export interface Reference {
  readonly defined: (...operands: number[]) => boolean;
  readonly value: (...operands: Big[]) => Big;
}

const everywhere = () => true;
const notZero = (x: number) => x !== 0;
const of = (value: Reference["value"], defined: Reference["defined"] = everywhere): Reference => ({ defined, value });

/** The functions by name. */
export const references: Readonly<Record<string, Reference>> = {
  sin: of(sin, notZero),
  cos: of(cos),
  tan: of((x) => divide(sin(x), cos(x)), notZero),
  asin: of((x) => atan2(x, coroot(x)), (x) => x !== 0 && Math.abs(x) <= 1),
  acos: of((x) => atan2(coroot(x), x), (x) => x >= -1 && x < 1),
  atan: of(odd(arctangent), notZero),
  atan2: of(atan2, notZero),
  exp: of(exp),
  expm1: of(expm1, notZero),
  log: of(log, (x) => x > 0 && x !== 1),
  log1p: of(log1p, (x) => x > -1 && x !== 0),
  log2: of((x) => divide(log(x), ln2), (x) => x > 0 && x !== 1),
  log10: of((x) => divide(log(x), log(big(10))), (x) => x > 0 && x !== 1),
  pow: of((x, y) => {
    const power = exp(multiply(y, log(absolute(x))));
    const isOdd = y.e < 0 && shift(shift(y.m, y.e), -y.e) === y.m ? shift(y.m, y.e) & 1n : y.e === 0 ? y.m & 1n : 0n;
    return isNegative(x) && isOdd !== 0n ? negative(power) : power;
  }, (x, y) => x > 0 || x < 0 && isWhole(y)),
  sinh: of(odd(hyperbolic((q) => scaled(add(q, divide(q, add(q, ONE))), -1))), notZero),
  cosh: of((x) => scaled(add(exp(x), exp(negative(x))), -1)),
  tanh: of((x) => hyperbolic((q) => divide(q, add(q, scaled(ONE, 1))))(scaled(x, 1)), notZero),
  asinh: of(odd(arSinh), notZero),
  acosh: of(arCosh, (x) => x > 1),
  atanh: of(
    odd((x) => scaled(log1p(divide(scaled(x, 1), subtract(ONE, x))), -1)),
    (x) => x !== 0 && between(-1, 1)(x),
  ),
  erf: of(erf, notZero),
  erfc: of(erfc),
  sqrt: of(squareRoot, (x) => x > 0),
  cbrt: of(odd(cubeRoot), notZero),
  rem: of(remainder, (_x, y) => y !== 0),
  hypot: of(rootOfSum, (x, y) => x !== 0 || y !== 0),
};

/** The value for f64 operands, or null where it isn't a finite number other than 0. */
export function reference(name: string, operands: readonly number[]): Big | null {
  const { defined, value } = references[name];
  if (!operands.every(Number.isFinite) || !defined(...operands)) return null;
  const result = value(...operands.map(big));
  return isZero(result) ? null : result;
}

/** 2^1024, the number that infinity stands for when the last finite numbers are rounded. */
const INFINITY: Big = { m: 1n, e: 1024 };

/**
 * How many units in the last place of the exact value a number is off; the units of subnormal numbers are those of the
 * smallest, those beyond all numbers of the largest, and infinity is taken for 2^1024.
 */
export function ulps(actual: number, exact: Big): number {
  if (Number.isNaN(actual)) return Infinity;
  const exponent = exponentBelow(exact);
  if (exponent >= 1024 && actual === (isNegative(exact) ? -Infinity : Infinity)) return 0;
  if (exponent > 1100) return Infinity;
  const value = Number.isFinite(actual) ? big(actual) : actual < 0 ? negative(INFINITY) : INFINITY;
  if (!isZero(value) && exponentOf(value) > exponent + 64) return Infinity;
  const unit = Math.min(Math.max(exponent - 52, -1074), 971);
  if (exponent < -1200) return Math.abs(actual / Number.MIN_VALUE);
  const difference = fixed(value, 40 - unit) - fixed(exact, 40 - unit);
  return Math.abs(Number(difference)) / 2 ** 40;
}

/** floor(log2 |x|). */
function exponentBelow(x: Big): number {
  const exponent = exponentOf(x);
  const size = x.m < 0n ? -x.m : x.m;
  return exponent >= x.e && size >> BigInt(exponent - x.e) === 0n ? exponent - 1 : exponent;
}
