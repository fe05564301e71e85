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
