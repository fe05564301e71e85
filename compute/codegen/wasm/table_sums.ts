import type { Call, Strip, Value } from "../../ir/mod.ts";
import { type Expression, instruction } from "./syntax.ts";

/** Entries from which all others are made, with those at each multiple of their number. */
export const FINE = 16;

/** How a table's entry is made of entries: at a multiple of `FINE`, and a little further. */
export type EntrySum = (coarse: readonly Expression[], fine: readonly Expression[], relaxed: boolean) => Expression;

/**
 * How the entries of a strip's tables are made of fewer, by the addition formulas of sin and cos (of which the smaller
 * product is rounded first) and of powers: a fourth of the time, for an error of up to two roundings more. Null where they
 * can't be. Guards are of what goes one way only, and so hold throughout if they do at both ends.
 */
export function entrySums({ tables, offset, half }: Strip): readonly EntrySum[] | null {
  const { instructions, results } = tables;
  if (!instructions.some(({ kind }) => kind === "call")) return null;
  const inside = new Set<unknown>(instructions);
  const isDistance = (value: Value): boolean =>
    half
      ? value.kind === "operation" && value.operation === "sub" && value.operands[0] === offset &&
        value.operands[1] === half
      : value === offset;
  const isProportional = (value: Value): boolean =>
    isDistance(value) ||
    (value.kind === "operation" && value.operation === "mul" && isProportional(value.operands[0]) &&
      !inside.has(value.operands[1]) && value.operands[1] !== offset);
  const callOf = (name: string, argument: Value) =>
    results.findIndex((one) => one.kind === "call" && one.callee.name === name && one.operands[0] === argument);
  const sumOf = ({ callee: { name }, operands }: Call, e: number): EntrySum | null => {
    const argument = operands[operands.length - 1];
    if (!isProportional(argument)) return null;
    if (name === "exp" || (name === "pow" && !inside.has(operands[0]))) return (a, b) => product(a[e], b[e]);
    if (name !== "sin" && name !== "cos") return null;
    const [cos, sin] = [callOf("cos", argument), callOf("sin", argument)];
    if (cos < 0 || sin < 0) return null;
    return name === "sin"
      ? (a, b, relaxed) => sum(a[sin], b[cos], product(a[cos], b[sin]), relaxed)
      : (a, b, relaxed) => sum(a[cos], b[cos], instruction("f64x2.neg", [product(a[sin], b[sin])]), relaxed);
  };
  const sums = results.map((result, e): EntrySum | null => {
    if (result.kind === "call") return sumOf(result, e);
    return isProportional(result) ? (a, b) => instruction("f64x2.add", [a[e], b[e]]) : null;
  });
  return sums.every((one) => one !== null) ? sums : null;
}

const product = (x: Expression, y: Expression) => instruction("f64x2.mul", [x, y]);

/** x y + z. */
const sum = (x: Expression, y: Expression, z: Expression, relaxed: boolean) =>
  relaxed ? instruction("f64x2.relaxed_madd", [x, y, z]) : instruction("f64x2.add", [product(x, y), z]);
