/** Sums without rounding: every finite f64 is an integer times 2^-1074. */

/** A number in units of 2^-1074. */
export type Exact = bigint;

const UNIT = 1074;

/** A finite f64, exactly. */
export function exactly(x: number): Exact {
  // Scaled up where it is small, down where 2^1074 would leave the range; both without rounding.
  let value = x;
  let shift = UNIT;
  while (!Number.isInteger(value)) {
    value *= 2;
    shift--;
  }
  return BigInt(value) << BigInt(shift);
}

/** The sum of finite numbers, minus another sum. */
export function sumOf(values: readonly number[], minus: Exact = 0n): Exact {
  return values.reduce((sum, value) => sum + exactly(value), -minus);
}

/** As an f64, correct to a few units of the 52nd binary place. */
export function toFloat(exact: Exact): number {
  const magnitude = exact < 0n ? -exact : exact;
  const excess = Math.max(0, magnitude.toString(2).length - 64);
  const value = Number(magnitude >> BigInt(excess)) * 2 ** Math.min(0, excess - UNIT) * 2 ** Math.max(0, excess - UNIT);
  return exact < 0n ? -value : value;
}
