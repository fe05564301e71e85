import type { OperationName } from "../../ir/mod.ts";

/**
 * Binding strengths, weakest first. WGSL wants parentheses where `&&`, `||` and comparisons meet, and around operations
 * on bits anywhere.
 */
const BITWISE = 0;
const LOGICAL = 1;
const RELATIONAL = 2;
const ADDITIVE = 3;
const MULTIPLICATIVE = 4;
const UNARY = 5;
const PRIMARY = 6;

/** A printed expression and how tightly it binds. */
export interface Expression {
  readonly text: string;
  readonly strength: number;
  /** The contrary, where this is one. */
  readonly negation?: Expression;
}

/** A name, a call or anything else that never needs parentheses. */
export function primary(text: string): Expression {
  return { text, strength: PRIMARY };
}

/** A comparison. */
export function relational(text: string): Expression {
  return { text, strength: RELATIONAL };
}

function within({ text, strength }: Expression, least: number): string {
  return strength < least ? `(${text})` : text;
}

type Spelling = (...operands: Expression[]) => Expression;

const infix = (operator: string, strength: number, left = strength): Spelling => (x, y) => ({
  text: `${within(x, left)} ${operator} ${within(y, strength + 1)}`,
  strength,
});
const comparison = (operator: string) => infix(operator, RELATIONAL, ADDITIVE);
const logical = (operator: string) => infix(operator, LOGICAL, RELATIONAL);
const prefix = (operator: string): Spelling => (x) => ({ text: operator + within(x, PRIMARY), strength: UNARY });
/** Calls a built-in function, or one of the declarations of `math`. */
const call = (name: string): Spelling => (...operands) => primary(`${name}(${operands.map((o) => o.text).join(", ")})`);
/** WGSL reads `a < b, c > d` as the beginning of a template; so comparisons that a comma follows are in parentheses. */
const select: Spelling = (condition, x, y) =>
  primary(`select(${within(y, ADDITIVE)}, ${within(x, ADDITIVE)}, ${condition.text})`);
const less = comparison("<");
const negative = prefix("-");
const not: Spelling = (x) => x.negation ?? { ...prefix("!")(x), negation: x };
const equal = comparison("==");
/** Operands are signed; all but the shift to the right by copies of the sign are the same for both. */
const bitwise = (operator: string): Spelling => (x, y) => ({
  text: `${within(x, UNARY)} ${operator} ${within(y, UNARY)}`,
  strength: BITWISE,
});
/** A shift's count, modulo 32 and unsigned. */
const shiftCount = (count: Expression): Expression =>
  /^-?\d+$/.test(count.text) ? primary(`${Number(count.text) & 31}u`) : primary(`(bitcast<u32>(${count.text}) & 31u)`);
const shift = (operator: string): Spelling => (x, count) => bitwise(operator)(x, shiftCount(count));
const unsigned = call("bitcast<u32>");

/** What the f32 target spells. Left out are operations on the bits of an f64, which only expansions for f64 make. */
const spellings: { readonly [name in OperationName]?: Spelling } = {
  add: infix("+", ADDITIVE),
  sub: infix("-", ADDITIVE),
  mul: infix("*", MULTIPLICATIVE),
  div: infix("/", MULTIPLICATIVE),
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
  pmin: (x, y) => select(less(y, x), y, x),
  pmax: (x, y) => select(less(x, y), y, x),
  copysign: call("lanes_copysign"),
  madd: call("fma"),
  nmadd: (x, y, z) => call("fma")(negative(x), y, z),
  eq: equal,
  /** WGSL's != may be false for NaN. */
  ne: (x, y) => not(equal(x, y)),
  lt: less,
  le: comparison("<="),
  gt: comparison(">"),
  ge: comparison(">="),
  and: logical("&&"),
  or: logical("||"),
  not,
  select,
  selectBool: select,
  selectI32: select,
  toI32: call("lanes_to_i32"),
  toUpperI32: call("lanes_to_upper_i32"),
  fromI32: call("f32"),
  fromU32: (x) => call("f32")(unsigned(x)),
  addI32: infix("+", ADDITIVE),
  subI32: infix("-", ADDITIVE),
  mulI32: infix("*", MULTIPLICATIVE),
  mulHighU32: call("lanes_mul_high"),
  andI32: bitwise("&"),
  orI32: bitwise("|"),
  xorI32: bitwise("^"),
  shlI32: shift("<<"),
  shrI32: shift(">>"),
  ushrI32: (x, count) => call("bitcast<i32>")(shift(">>")(unsigned(x), count)),
};

/** The math functions that declare what an operation's spelling calls. */
export const spellingUses: { readonly [name in OperationName]?: string } = { min: "min", max: "max", copysign: "sign" };

/** Prints an operation; null if f32 has no spelling for it. */
export function printOperation(operation: OperationName, operands: readonly Expression[]): Expression | null {
  return spellings[operation]?.(...operands) ?? null;
}

/** Prints the contrary of a condition. */
export function printNot(condition: Expression): Expression {
  return not(condition);
}

/** Prints `condition ? x : y`; both are computed. */
export function printSelect(condition: Expression, x: Expression, y: Expression): Expression {
  return select(condition, x, y);
}

/** An i32 as a literal; WGSL reads a sign as an operator. */
export function printInteger(value: number): Expression {
  return value < 0 ? { text: String(value), strength: UNARY } : primary(String(value));
}

/**
 * A constant as a literal.
 *
 * @returns The shortest literal that reads back as the same f32, or null where WGSL has none: it takes no infinities,
 * NaNs or numbers beyond f32, and may read a subnormal as 0.
 */
export function printConstant(value: number | boolean): Expression | null {
  if (typeof value === "boolean") return primary(String(value));
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded) || (value !== 0 && Math.abs(rounded) < 2 ** -126)) return null;
  const size = shortest(Math.abs(rounded));
  const text = /[.e]/.test(size) ? size : `${size}.0`;
  return rounded < 0 || Object.is(rounded, -0) ? { text: `-${text}`, strength: UNARY } : primary(text);
}

/** The shortest decimal that rounds to this f32. */
function shortest(rounded: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = rounded.toPrecision(digits);
    if (Math.fround(Number(text)) === rounded) return String(Number(text));
  }
  return String(Number(rounded.toPrecision(9)));
}
