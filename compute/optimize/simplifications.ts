import { bitsOf, constant, type Operation, type OperationName, type RegionBuilder, type Value } from "../ir/mod.ts";

/** Where a simplification adds what it needs, and what it may assume. */
export interface Simplifying {
  readonly into: RegionBuilder;
  readonly fastmath: boolean;
}

/** Gives a cheaper value for an operation on these operands, or null. Exact but where it says so. */
export type Simplification = (operands: readonly Value[], context: Simplifying) => Value | null;

const numberOf = (value: Value): number | null =>
  value.kind === "constant" && value.type === "f64" ? value.value as number : null;
const is = (value: Value, number: number) => Object.is(numberOf(value), number);
const made = <N extends OperationName>(value: Value, operation: N): value is Operation & { operation: N } =>
  value.kind === "operation" && value.operation === operation;

const MANTISSA = 2n ** 52n - 1n;

const add: Simplification = ([x, y], { into, fastmath }) => {
  if (is(y, -0) || (fastmath && is(y, 0))) return x;
  if (is(x, -0) || (fastmath && is(x, 0))) return y;
  if (made(y, "neg")) return into.operation("sub", [x, y.operands[0]]);
  if (made(x, "neg")) return into.operation("sub", [y, x.operands[0]]);
  return null;
};

const sub: Simplification = ([x, y], { into, fastmath }) => {
  if (is(y, 0) || (fastmath && is(y, -0))) return x;
  if (is(x, -0)) return into.operation("neg", [y]);
  if (made(y, "neg")) return into.operation("add", [x, y.operands[0]]);
  return null;
};

const mul: Simplification = ([x, y], context) => {
  if (numberOf(x) !== null) return mul([y, x], context) ?? context.into.operation("mul", [y, x]);
  const { into } = context;
  const factor = numberOf(y);
  if (factor === 1) return x;
  if (factor === -1) return into.operation("neg", [x]);
  if (made(x, "neg")) {
    if (made(y, "neg")) return into.operation("mul", [x.operands[0], y.operands[0]]);
    if (factor !== null) return into.operation("mul", [x.operands[0], constant(-factor)]);
    return into.operation("neg", [into.operation("mul", [x.operands[0], y])]);
  }
  if (made(y, "neg")) return into.operation("neg", [into.operation("mul", [x, y.operands[0]])]);
  return null;
};

const div: Simplification = ([x, y], { into, fastmath }) => {
  const divisor = numberOf(y);
  if (divisor === null) return null;
  if (divisor === 1) return x;
  if (divisor === -1) return into.operation("neg", [x]);
  const reciprocal = 1 / divisor;
  const normal = Math.abs(reciprocal) >= 2 ** -1022 && Math.abs(reciprocal) < Infinity;
  // A power of two's reciprocal is exact; any other's costs up to 1 ULP.
  const exact = (bitsOf(divisor) & MANTISSA) === 0n;
  return normal && (exact || fastmath) ? into.operation("mul", [x, constant(reciprocal)]) : null;
};

/** x * 1 + z, x * 0 + z and the like arise from expansions for constants. */
const madd: Simplification = ([x, y, z], { into }) => {
  if (is(y, 1)) return into.operation("add", [x, z]);
  if (is(x, 1)) return into.operation("add", [y, z]);
  return is(z, -0) ? into.operation("mul", [x, y]) : null;
};

const neg: Simplification = ([x], { into, fastmath }) => {
  if (made(x, "neg")) return x.operands[0];
  if (made(x, "mul") && numberOf(x.operands[1]) !== null) {
    return into.operation("mul", [x.operands[0], constant(-numberOf(x.operands[1])!)]);
  }
  // Zero's sign may differ.
  if (fastmath && made(x, "sub")) return into.operation("sub", [x.operands[1], x.operands[0]]);
  return null;
};

const abs: Simplification = ([x], { into }) => {
  if (made(x, "abs")) return x;
  if (made(x, "neg")) return into.operation("abs", [x.operands[0]]);
  return null;
};

const select: Simplification = ([condition, x, y], { into }) => {
  if (condition.kind === "constant") return condition.value ? x : y;
  if (x === y) return x;
  if (made(condition, "not")) return into.operation(SELECT[x.type], [condition.operands[0], y, x]);
  return null;
};

const SELECT: Record<Value["type"], OperationName> = {
  f64: "select",
  bool: "selectBool",
  i32: "selectI32",
  bits: "selectBits",
};

/** `and` and `or`: what a constant does, and which constant does nothing. */
const logic = (neutral: boolean): Simplification => ([x, y]) => {
  if (x === y) return x;
  for (const [one, other] of [[x, y], [y, x]]) {
    if (one.kind === "constant") return one.value === neutral ? other : one;
  }
  return null;
};

const not: Simplification = ([x]) => made(x, "not") ? x.operands[0] : null;

/** bitsOf(fromBits(x)) and the other way round. */
const inverse = (operation: OperationName): Simplification => ([x]) => made(x, operation) ? x.operands[0] : null;

/** The operations that have cheaper forms; for the others there is nothing to gain. */
export const simplifications: Readonly<Partial<Record<OperationName, Simplification>>> = {
  add,
  sub,
  mul,
  div,
  madd,
  neg,
  abs,
  select,
  selectBool: select,
  selectI32: select,
  selectBits: select,
  and: logic(true),
  or: logic(false),
  not,
  bitsOf: inverse("fromBits"),
  fromBits: inverse("bitsOf"),
};
