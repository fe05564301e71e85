/** A number m 2^e. Operations keep PRECISION bits and are off by a few units of the last of them. */
export interface Big {
  readonly m: bigint;
  readonly e: number;
}

export const PRECISION = 192;

const view = new DataView(new ArrayBuffer(8));

/** The finite f64 x, exactly. */
export function big(x: number): Big {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n) & 0x7ff;
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const m = exponent === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  return { m: x < 0 ? -m : m, e: Math.max(exponent, 1) - 1075 };
}

export const ZERO = big(0);
export const ONE = big(1);

/** How many bits m has; one more is possible where it is just below a power of two. At most 1023 bits. */
export function lengthOf(m: bigint): number {
  view.setFloat64(0, Number(m));
  return (view.getUint16(0) >> 4 & 0x7ff) - 1022;
}

/** floor(log2 |x|), or one more just below a power of two. */
export const exponentOf = ({ m, e }: Big) => lengthOf(m) + e - 1;

export const shift = (m: bigint, by: number) => by >= 0 ? m << BigInt(by) : m >> BigInt(-by);

/** x 2^places as an integer. */
export const fixed = ({ m, e }: Big, places: number) => shift(m, e + places);

function rounded(m: bigint, e: number): Big {
  const excess = lengthOf(m) - PRECISION;
  return excess > 0 ? { m: m >> BigInt(excess), e: e + excess } : { m, e };
}

export const isZero = ({ m }: Big) => m === 0n;
export const isNegative = ({ m }: Big) => m < 0n;
export const negative = ({ m, e }: Big): Big => ({ m: -m, e });
export const absolute = (x: Big) => isNegative(x) ? negative(x) : x;
/** x 2^k. */
export const scaled = ({ m, e }: Big, k: number): Big => ({ m, e: e + k });

export function add(x: Big, y: Big): Big {
  if (isZero(x)) return y;
  if (isZero(y)) return x;
  const [high, low] = exponentOf(x) >= exponentOf(y) ? [x, y] : [y, x];
  // What is far below the last bit of the sum doesn't count.
  if (exponentOf(high) - exponentOf(low) > 2 * PRECISION) return high;
  const e = Math.min(high.e, low.e);
  return rounded((high.m << BigInt(high.e - e)) + (low.m << BigInt(low.e - e)), e);
}

export const subtract = (x: Big, y: Big) => add(x, negative(y));
export const multiply = (x: Big, y: Big) => rounded(x.m * y.m, x.e + y.e);

export function divide(x: Big, y: Big): Big {
  const by = Math.max(PRECISION + 2 + lengthOf(y.m) - lengthOf(x.m), 0);
  return rounded((x.m << BigInt(by)) / y.m, x.e - y.e - by);
}

/** The square root of a positive number, by Newton's method from that of an f64. */
export function squareRoot(x: Big): Big {
  const by = 2 * PRECISION - lengthOf(x.m) + ((x.e + lengthOf(x.m)) & 1);
  const square = shift(x.m, by);
  const guess = Math.sqrt(Number(square >> BigInt(2 * PRECISION - 104)));
  let root = BigInt(Math.floor(guess)) << BigInt(PRECISION - 52);
  for (let n = 0; n < 3; n++) root = (root + square / root) >> 1n;
  return { m: root, e: (x.e - by) / 2 };
}

/** The cube root of a positive number, likewise. */
export function cubeRoot(x: Big): Big {
  const by = 3 * PRECISION - lengthOf(x.m);
  const align = (((x.e - by) % 3) + 3) % 3;
  const cube = shift(x.m, by + align);
  const guess = Math.cbrt(Number(cube >> BigInt(3 * PRECISION - 156)));
  let root = BigInt(Math.floor(guess)) << BigInt(PRECISION - 52);
  for (let n = 0; n < 3; n++) root = (2n * root + cube / (root * root)) / 3n;
  return { m: root, e: (x.e - by - align) / 3 };
}

/** As a number, for people; nothing is decided by it. */
export const toNumber = ({ m, e }: Big) => {
  const by = Math.max(lengthOf(m) - 60, 0);
  const half = Math.trunc((e + by) / 2);
  return Number(m >> BigInt(by)) * 2 ** half * 2 ** (e + by - half);
};
