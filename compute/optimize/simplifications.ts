import { bitsOf, constant, type Fastmath, type Operation, type OperationName, type Value } from "../ir/mod.ts";

/** Where a simplification adds what it needs, and what it may assume. */
export interface Simplifying {
  readonly into: { operation(operation: OperationName, operands: readonly Value[]): Operation };
  readonly flags: Fastmath;
}

/** Gives a cheaper value for an operation on these operands, or null. Exact but where it says so. */
export type Simplification = (operands: readonly Value[], context: Simplifying) => Value | null;

const numberOf = (value: Value): number | null =>
  value.kind === "constant" && value.type === "f64" ? value.value as number : null;
const is = (value: Value, number: number) => Object.is(numberOf(value), number);
const made = <N extends OperationName>(value: Value, operation: N): value is Operation & { operation: N } =>
  value.kind === "operation" && value.operation === operation;

const MANTISSA = 2n ** 52n - 1n;

const isInfinite = (value: Value) => Math.abs(numberOf(value) ?? 0) === Infinity;

const add: Simplification = ([x, y], { into, flags }) => {
  if (is(y, -0) || (flags.nsz && is(y, 0))) return x;
  if (is(x, -0) || (flags.nsz && is(x, 0))) return y;
  if (made(y, "neg")) return into.operation("sub", [x, y.operands[0]]);
  if (made(x, "neg")) return into.operation("sub", [y, x.operands[0]]);
  return null;
};

const sub: Simplification = ([x, y], { into, flags }) => {
  if (is(y, 0) || (flags.nsz && is(y, -0))) return x;
  if (is(x, -0) || (flags.nsz && is(x, 0))) return into.operation("neg", [y]);
  if (made(y, "neg")) return into.operation("add", [x, y.operands[0]]);
  // Infinity - Infinity is NaN.
  return flags.nnan && x === y ? constant(0) : null;
};

const mul: Simplification = ([x, y], context) => {
  if (numberOf(x) !== null) return mul([y, x], context) ?? context.into.operation("mul", [y, x]);
  const { into, flags } = context;
  const factor = numberOf(y);
  if (factor === 1) return x;
  // Infinity times 0 is NaN.
  if (factor === 0 && flags.nnan && flags.nsz) return constant(0);
  if (factor === -1) return into.operation("neg", [x]);
  if (made(x, "neg")) {
    if (made(y, "neg")) return into.operation("mul", [x.operands[0], y.operands[0]]);
    if (factor !== null) return into.operation("mul", [x.operands[0], constant(-factor)]);
    return into.operation("neg", [into.operation("mul", [x.operands[0], y])]);
  }
  if (made(y, "neg")) return into.operation("neg", [into.operation("mul", [x, y.operands[0]])]);
  return null;
};

const div: Simplification = ([x, y], { into, flags }) => {
  // So are 0 / 0 and Infinity / Infinity.
  if (flags.nnan && x === y) return constant(1);
  const divisor = numberOf(y);
  if (divisor === null) return null;
  if (divisor === 1) return x;
  if (divisor === -1) return into.operation("neg", [x]);
  const reciprocal = 1 / divisor;
  const normal = Math.abs(reciprocal) >= 2 ** -1022 && Math.abs(reciprocal) < Infinity;
  // A power of two's reciprocal is exact; any other's costs up to 1 ULP.
  const exact = (bitsOf(divisor) & MANTISSA) === 0n;
  return normal && (exact || flags.arcp) ? into.operation("mul", [x, constant(reciprocal)]) : null;
};

/** x * 1 + z, x * 0 + z and the like arise from expansions for constants. */
const madd: Simplification = ([x, y, z], { into }) => {
  if (is(y, 1)) return into.operation("add", [x, z]);
  if (is(x, 1)) return into.operation("add", [y, z]);
  return is(z, -0) ? into.operation("mul", [x, y]) : null;
};

const neg: Simplification = ([x], { into, flags }) => {
  if (made(x, "neg")) return x.operands[0];
  if (made(x, "mul") && numberOf(x.operands[1]) !== null) {
    return into.operation("mul", [x.operands[0], constant(-numberOf(x.operands[1])!)]);
  }
  if (flags.nsz && made(x, "sub")) return into.operation("sub", [x.operands[1], x.operands[0]]);
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

/** Comparisons by what comes out of them where NaN doesn't occur: of a value with itself, and the other way round. */
const COMPARISONS = {
  eq: { same: true, opposite: "ne" },
  ne: { same: false, opposite: "eq" },
  le: { same: true, opposite: "gt" },
  ge: { same: true, opposite: "lt" },
  lt: { same: false, opposite: "ge" },
  gt: { same: false, opposite: "le" },
} as const;

type Comparison = keyof typeof COMPARISONS;

const comparison = (operation: Comparison): Simplification => ([x, y], { flags }) => {
  if (flags.nnan && x === y) return constant(COMPARISONS[operation].same);
  const bound = isInfinite(x) ? x : isInfinite(y) ? y : null;
  if (!flags.ninf || !bound) return null;
  // NaN differs from Infinity; in order, it makes all comparisons false.
  if (operation === "eq" || operation === "ne") return constant(operation === "ne");
  const below = (bound === y) === (numberOf(bound)! > 0);
  const holds = (operation === "lt" || operation === "le") === below;
  return holds && !flags.nnan ? null : constant(holds);
};

const not: Simplification = ([x], { into, flags }) => {
  if (made(x, "not")) return x.operands[0];
  if (x.kind !== "operation") return null;
  if (x.operation === "eq" || x.operation === "ne" || (flags.nnan && x.operation in COMPARISONS)) {
    return into.operation(COMPARISONS[x.operation as Comparison].opposite, x.operands);
  }
  return null;
};

/** Without NaN and zero's sign the cheap form gives the same. */
const extremum = (cheap: "pmin" | "pmax"): Simplification => (operands, { into, flags }) =>
  flags.nnan && flags.nsz ? into.operation(cheap, operands) : null;

/** The functions of two operands that are an extreme of them; as operations and as calls. */
export const extremes = { min: extremum("pmin"), max: extremum("pmax") } as const;

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
  ...extremes,
  eq: comparison("eq"),
  ne: comparison("ne"),
  lt: comparison("lt"),
  le: comparison("le"),
  gt: comparison("gt"),
  ge: comparison("ge"),
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
