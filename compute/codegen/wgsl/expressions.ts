import type { OperationName } from "../../ir/mod.ts";

/**
 * Binding strengths, weakest first. WGSL wants parentheses where `&&`, `||` and comparisons meet, and around operations
 * on bits anywhere.
 */
const BITWISE = 0;
const LOGICAL = 1;
const RELATIONAL = 2;
export const ADDITIVE = 3;
export const MULTIPLICATIVE = 4;
const UNARY = 5;
const PRIMARY = 6;

/** Expressions longer than this get a name. */
export const LONGEST = 60;

/** A printed expression and how tightly it binds. */
export interface Expression {
  readonly text: string;
  readonly strength: number;
  /** The contrary, where this is one. */
  readonly negation?: Expression;
  /** Whether it is a sum or a difference, whose rounding a compiler may undo if it is part of another. */
  readonly sum?: true;
  /** Of a pair whose second part is 0: the first. */
  readonly single?: string;
}

/** A name, a call or anything else that never needs parentheses. */
export function primary(text: string): Expression {
  return { text, strength: PRIMARY };
}

/** A name for what an expression gives. */
export function named(name: string, { sum, single }: Expression): Expression {
  return { ...primary(name), sum, single: single === undefined ? undefined : `${name}.x` };
}

/** A comparison. */
export function relational(text: string): Expression {
  return { text, strength: RELATIONAL };
}

function within({ text, strength }: Expression, least: number): string {
  return strength < least ? `(${text})` : text;
}

/** How an operation is written on written operands. */
export type Spelling = (...operands: Expression[]) => Expression;

/** An operator between its operands. */
export const infix = (operator: string, strength: number, left = strength): Spelling => (x, y) => ({
  text: `${within(x, left)} ${operator} ${within(y, strength + 1)}`,
  strength,
});
export const comparison = (operator: string) => infix(operator, RELATIONAL, ADDITIVE);
const logical = (operator: string) => infix(operator, LOGICAL, RELATIONAL);
export const prefix = (operator: string): Spelling => (x) => ({ text: operator + within(x, PRIMARY), strength: UNARY });
/** Calls a built-in function, or one of the declarations of `math`. */
export const call = (name: string): Spelling => (...operands) =>
  primary(`${name}(${operands.map((o) => o.text).join(", ")})`);
/** WGSL reads `a < b, c > d` as the beginning of a template; so comparisons that a comma follows are in parentheses. */
export const select: Spelling = (condition, x, y) =>
  primary(`select(${within(y, ADDITIVE)}, ${within(x, ADDITIVE)}, ${condition.text})`);
export const less = comparison("<");
export const negative = prefix("-");
export const not: Spelling = (x) => x.negation ?? { ...prefix("!")(x), negation: x };
export const equal = comparison("==");
/** Operands are signed; all but the shift to the right by copies of the sign are the same for both. */
const bitwise = (operator: string): Spelling => (x, y) => ({
  text: `${within(x, UNARY)} ${operator} ${within(y, UNARY)}`,
  strength: BITWISE,
});
/** A shift's count, modulo 32 and unsigned. */
const shiftCount = (count: Expression): Expression =>
  /^-?\d+$/.test(count.text) ? primary(`${Number(count.text) & 31}u`) : primary(`(bitcast<u32>(${count.text}) & 31u)`);
const shift = (operator: string): Spelling => (x, count) => bitwise(operator)(x, shiftCount(count));
export const unsigned = call("bitcast<u32>");

/** What all precisions write alike: truth, and integers. */
export const commonSpellings = {
  and: logical("&&"),
  or: logical("||"),
  not,
  selectBool: select,
  selectI32: select,
  addI32: infix("+", ADDITIVE),
  subI32: infix("-", ADDITIVE),
  mulI32: infix("*", MULTIPLICATIVE),
  mulHighU32: call("lanes_mul_high"),
  andI32: bitwise("&"),
  orI32: bitwise("|"),
  xorI32: bitwise("^"),
  shlI32: shift("<<"),
  shrI32: shift(">>"),
  ushrI32: (x: Expression, count: Expression) => call("bitcast<i32>")(shift(">>")(unsigned(x), count)),
} satisfies { readonly [name in OperationName]?: Spelling };

export type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/** Of WGSL's own types. Its != may be false for NaN. */
export const comparisons: Readonly<Record<Comparison, Spelling>> = {
  eq: equal,
  ne: (x, y) => not(equal(x, y)),
  lt: less,
  le: comparison("<="),
  gt: comparison(">"),
  ge: comparison(">="),
};

/** Operators on numbers of WGSL's own types. */
export const numberSpellings = {
  ...comparisons,
  div: infix("/", MULTIPLICATIVE),
  mul: infix("*", MULTIPLICATIVE),
  neg: negative,
  abs: call("abs"),
  sqrt: call("sqrt"),
  floor: call("floor"),
  ceil: call("ceil"),
  trunc: call("trunc"),
  /** Ties go to even, unlike in JavaScript. */
  nearest: call("round"),
  min: call("lanes_min"),
  max: call("lanes_max"),
  pmin: (x: Expression, y: Expression) => select(less(y, x), y, x),
  pmax: (x: Expression, y: Expression) => select(less(x, y), y, x),
  copysign: call("lanes_copysign"),
  toI32: call("lanes_to_i32"),
  toUpperI32: call("lanes_to_upper_i32"),
  select,
} satisfies { readonly [name in OperationName]?: Spelling };

/** An i32 as a literal; WGSL reads a sign as an operator. */
export function printInteger(value: number): Expression {
  return value < 0 ? { text: String(value), strength: UNARY } : primary(String(value));
}

/** A literal, its sign before it. */
export function signed(size: string, negative: boolean): Expression {
  return negative ? { text: `-${size}`, strength: UNARY } : primary(size);
}
