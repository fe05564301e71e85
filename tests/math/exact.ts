/**
 * Functions in multiple precision, as references that owe nothing to `Math`, in the simplest way: integers scaled by 2^1280, so that every
 * f64 is exact and even the smallest results keep 200 bits. Each is exact to about 2^-1250 of its unit.
 */
export const PLACES = 1280n;
const ONE = 1n << PLACES;

const product = (x: bigint, y: bigint) => (x * y) >> PLACES;
const quotient = (x: bigint, y: bigint) => (x << PLACES) / y;
const magnitude = (x: bigint) => x < 0n ? -x : x;

/** The square root of the whole number x, rounded down. */
function wholeRoot(x: bigint): bigint {
  if (x < 2n) return x;
  let root = 1n << BigInt((x.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + x / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

const sqrt = (x: bigint) => wholeRoot(x << PLACES);

/** A power series whose term k is the one before times `factor` over `divisor(k)`. */
function series(first: bigint, factor: bigint, divisor: (k: bigint) => bigint): bigint {
  let sum = first;
  let term = first;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = product(term, factor) / divisor(k);
    sum += term;
  }
  return sum;
}

/** atanh(1/x) and atan(1/x) for a whole x. */
function inverseArc(x: bigint, sign: 1n | -1n): bigint {
  let power = ONE / x;
  let sum = power;
  for (let k = 3n; power !== 0n && power !== -1n; k += 2n) {
    power = sign * (power / (x * x));
    sum += power / k;
  }
  return sum;
}

/** Machin's formulas. */
const LN2 = 18n * inverseArc(26n, 1n) - 2n * inverseArc(4801n, 1n) + 8n * inverseArc(8749n, 1n);
const PI = 4n * (4n * inverseArc(5n, -1n) - inverseArc(239n, -1n));

function exp(x: bigint): bigint {
  const k = x / LN2;
  // e^r = (e^(r/2^24))^(2^24)
  const small = series(ONE, (x - k * LN2) >> 24n, (n) => n);
  let power = small;
  for (let n = 0; n < 24; n++) power = product(power, power);
  return k >= 0n ? power << k : power >> -k;
}

/** Newton's method on e^y = x, from an f64's logarithm. */
function log(x: bigint): bigint {
  const k = BigInt(x.toString(2).length) - PLACES;
  const m = k >= 0n ? x >> k : x << -k;
  let y = fromNumber(Math.log(Number(m >> (PLACES - 60n)) / 2 ** 60));
  for (let n = 0; n < 4; n++) {
    const power = exp(y);
    // Halley's step triples the digits.
    y += quotient(2n * (m - power), m + power);
  }
  return y + k * LN2;
}

function sin(x: bigint): bigint {
  const n = x / PI;
  const r = x - n * PI;
  const sine = series(r, -product(r, r), (k) => 2n * k * (2n * k + 1n));
  return n % 2n === 0n ? sine : -sine;
}

const cos = (x: bigint) => sin(x + PI / 2n);

/** By halving the angle five times, then the series. */
function atan(x: bigint): bigint {
  let y = x;
  for (let n = 0; n < 5; n++) y = quotient(y, ONE + sqrt(ONE + product(y, y)));
  const square = product(y, y);
  let power = y;
  let sum = y;
  for (let k = 3n; power !== 0n && power !== -1n; k += 2n) {
    power = -product(power, square);
    sum += power / k;
  }
  return sum << 5n;
}

function atan2(y: bigint, x: bigint): bigint {
  if (x > 0n) return atan(quotient(y, x));
  const away = y < 0n ? -PI : PI;
  return x < 0n ? atan(quotient(y, x)) + away : away / 2n;
}

function cbrt(x: bigint): bigint {
  const size = magnitude(x);
  if (size === 0n) return 0n;
  const root = exp(log(size) / 3n);
  return x < 0n ? -root : root;
}

/** 2/sqrt(pi) e^-x^2 (x + 2x^3/3 + 2^2 x^5/(3 5) + ...), all of whose terms are positive (Kummer). */
function erf(x: bigint): bigint {
  const square = product(x, x);
  const sum = series(x, 2n * square, (k) => 2n * k + 1n);
  return quotient(2n * product(exp(-square), sum), sqrt(PI));
}

const asin = (x: bigint) =>
  magnitude(x) === ONE ? (x < 0n ? -PI : PI) / 2n : atan(quotient(x, sqrt(ONE - product(x, x))));
const log1p = (x: bigint) => log(ONE + x);

/** The functions by name, on scaled integers; only where they are finite. */
export const exactFunctions: Readonly<Record<string, (...operands: bigint[]) => bigint>> = {
  sin,
  cos,
  tan: (x) => quotient(sin(x), cos(x)),
  asin,
  acos: (x) => PI / 2n - asin(x),
  atan,
  atan2,
  exp,
  expm1: (x) => exp(x) - ONE,
  log,
  log1p,
  log2: (x) => quotient(log(x), LN2),
  log10: (x) => quotient(log(x), log(10n * ONE)),
  pow: (x, y) => exp(product(y, log(x))),
  sinh: (x) => (exp(x) - exp(-x)) / 2n,
  cosh: (x) => (exp(x) + exp(-x)) / 2n,
  tanh: (x) => quotient(exp(2n * x) - ONE, exp(2n * x) + ONE),
  asinh: (x) => {
    const size = magnitude(x);
    const arc = log(size + sqrt(product(x, x) + ONE));
    return x < 0n ? -arc : arc;
  },
  acosh: (x) => log(x + sqrt(product(x, x) - ONE)),
  atanh: (x) => (log1p(x) - log1p(-x)) / 2n,
  erf,
  erfc: (x) => ONE - erf(x),
  sqrt,
  cbrt,
  hypot: (x, y) => wholeRoot(x * x + y * y),
  rem: (x, y) => x % y,
};

/** The scaled integer of a finite f64, exact. */
export function fromNumber(x: number): bigint {
  if (x === 0) return 0n;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))) - 52, -1074);
  // Two steps, since 2^1074 is no f64.
  const half = Math.trunc(exponent / 2);
  const mantissa = BigInt(x / 2 ** half / 2 ** (exponent - half) * 4);
  return (mantissa << (PLACES + BigInt(exponent))) >> 2n;
}
