import type { OperationName, Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";

/** A function that is an operation. */
export function asOperation(operation: OperationName): (f: Formula, ...operands: Value[]) => Value {
  return (f, ...operands) => f.operation(operation, ...operands);
}

/** The sign of x as -1 or 1; zeros and NaN are their own. */
export function expandSign(f: Formula, x: Value): Value {
  return f.select(f.operation("gt", f.abs(x), 0), f.operation("copysign", 1, x), x);
}

/** Half up: -2.5 gives -2, -0.5 gives -0, and 0.5 - 2^-54 gives 0, which floor(x + 0.5) would not. */
export function expandRound(f: Formula, x: Value): Value {
  const below = f.operation("floor", x);
  const up = f.operation("ge", f.sub(x, below), 0.5);
  return f.operation("copysign", f.select(up, f.add(below, 1), below), x);
}

/** Where the quotient's product with each half of the divisor is exact. */
const QUOTIENT_LIMIT = 2 ** 20;
const upperHalf = 0xffff_ffff_f000_0000n;

/**
 * x % y = x - trunc(x/y) y, exact: y is multiplied in two parts of 25 and 28 bits, and a quotient that rounding carried
 * to the next integer is put right after.
 */
export function expandRemainder(f: Formula, x: Value, y: Value): Value | null {
  if (f.total) return null;
  const divisor = f.abs(y);
  f.guard(f.operation("lt", divisor, 2 ** 1000));
  f.guard(f.operation("gt", divisor, 2 ** -900));
  const dividend = f.abs(x);
  const quotient = f.operation("trunc", f.div(dividend, divisor));
  f.guard(f.operation("lt", quotient, QUOTIENT_LIMIT));
  const high = f.fromBits(f.operation("andBits", f.bits(divisor), upperHalf));
  const low = f.sub(divisor, high);
  const rest = f.sub(f.sub(dividend, f.mul(quotient, high)), f.mul(quotient, low));
  const corrected = f.select(f.operation("lt", rest, 0), f.add(rest, divisor), rest);
  return f.operation("copysign", corrected, x);
}
