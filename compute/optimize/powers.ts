import { constant, type Value } from "../ir/mod.ts";
import type { Simplification } from "./simplifications.ts";

/** Up to which whole exponent repeated multiplication stays within the tolerance of `pow`. */
const LARGEST_EXPONENT = { strict: 3, fastmath: 8 };
const LARGEST_HALF_EXPONENT = { strict: 1.5, fastmath: 4.5 };

/**
 * pow(x, c) for small constants c, whole or whole and a half, by multiplications and a square root. Zeros and
 * infinities come out as those of `pow`; a negative exponent takes the reciprocal first, so that nothing overflows on
 * the way that doesn't in the end.
 */
export const powerByConstant: Simplification = ([x, y], { into, flags }) => {
  if (y.kind !== "constant") return null;
  const exponent = y.value as number;
  const mode = flags.afn ? "fastmath" : "strict";
  const size = Math.abs(exponent);
  if (exponent === 0) return constant(1);
  const mul = (a: Value, b: Value) => into.operation("mul", [a, b]);
  const reciprocal = (a: Value) => exponent < 0 ? into.operation("div", [constant(1), a]) : a;
  if (Number.isInteger(size) && size <= LARGEST_EXPONENT[mode]) return wholePower(reciprocal(x), size, mul);
  if (Number.isInteger(size - 0.5) && size <= LARGEST_HALF_EXPONENT[mode]) {
    // pow(-0, 0.5) is 0 and pow(-Infinity, 0.5) is Infinity; the square root has -0 and NaN.
    const positive = flags.nsz ? x : into.operation("add", [x, constant(0)]);
    const root = into.operation("sqrt", [positive]);
    const power = size === 0.5 ? root : mul(wholePower(positive, size - 0.5, mul), root);
    if (flags.ninf) return reciprocal(power);
    const infinite = into.operation("eq", [x, constant(-Infinity)]);
    return into.operation("select", [infinite, constant(exponent < 0 ? 0 : Infinity), reciprocal(power)]);
  }
  return null;
};

/** x^exponent by squaring, exponent at least 1. */
export function wholePower(x: Value, exponent: number, mul: (a: Value, b: Value) => Value): Value {
  if (exponent === 1) return x;
  const half = wholePower(x, Math.floor(exponent / 2), mul);
  const square = mul(half, half);
  return exponent % 2 === 1 ? mul(square, x) : square;
}
