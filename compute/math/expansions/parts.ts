import type { Value } from "../../ir/mod.ts";
import type { Formula, Term } from "./formula.ts";

/** A number as the unevaluated sum of two, which holds about twice the digits. */
export interface Parts {
  readonly high: Value;
  readonly low: Value;
}

/** x + y exactly: the rounded sum and what rounding took (Knuth). */
export function exactSum(f: Formula, x: Term, y: Term): Parts {
  const high = f.add(x, y);
  const part = f.sub(high, x);
  return { high, low: f.add(f.sub(x, f.sub(high, part)), f.sub(y, part)) };
}

/** The same in half the steps, for |x| >= |y| or x = 0 (Dekker). */
export function exactSumOfOrdered(f: Formula, x: Term, y: Term): Parts {
  const high = f.add(x, y);
  return { high, low: f.sub(y, f.sub(high, x)) };
}

/** x y exactly, if nothing overflows or underflows (Dekker); operands that are split once serve many products. */
export function exactProduct(f: Formula, x: Value, y: Value, xParts = f.halves(x), yParts = f.halves(y)): Parts {
  const high = f.product(x, y);
  const first = f.sub(f.product(xParts.high, yParts.high), high);
  const second = f.add(first, f.product(xParts.high, yParts.low));
  const third = f.add(second, f.product(xParts.low, yParts.high));
  return { high, low: f.add(third, f.product(xParts.low, yParts.low)) };
}
