import type { Callee, Constant, OperationName, PortableOperationName } from "../../ir/mod.ts";
import { constants, mathFunctions } from "../../math/mod.ts";
import { UnsupportedError } from "../../errors.ts";
import type { HelperName } from "./helpers.ts";

/** Binding strengths, weakest first, as JavaScript's grammar has them. */
const CONDITIONAL = 3;
const OR = 4;
const AND = 5;
const BITWISE_OR = 6;
const BITWISE_XOR = 7;
const BITWISE_AND = 8;
const EQUALITY = 9;
const RELATIONAL = 10;
const SHIFT = 11;
const ADDITIVE = 12;
const MULTIPLICATIVE = 13;
const UNARY = 15;
const PRIMARY = 20;

/** A printed expression: how tightly it binds and how many operators are nested in it. */
export interface Expression {
  readonly text: string;
  readonly strength: number;
  readonly depth: number;
}

/** A name or anything else that never needs parentheses. */
export function primary(text: string): Expression {
  return { text, strength: PRIMARY, depth: 0 };
}

/** The expression's text, in parentheses if it binds less tightly than `strength`. */
function within(expression: Expression, strength: number): string {
  return expression.strength < strength ? `(${expression.text})` : expression.text;
}

interface Spelling {
  readonly strength: number;
  readonly print: (operands: readonly Expression[]) => string;
  readonly helper?: HelperName;
}

const infix = (operator: string, strength: number): Spelling => ({
  strength,
  print: ([x, y]) => `${within(x, strength)} ${operator} ${within(y, strength + 1)}`,
});
const prefix = (operator: string): Spelling => ({
  strength: UNARY,
  print: ([x]) => operator + within(x, UNARY + 1),
});
const call = (name: string, helper?: HelperName): Spelling => ({
  strength: PRIMARY,
  print: (operands) => `${name}(${operands.map((operand) => operand.text).join(", ")})`,
  helper,
});
const helped = (name: HelperName): Spelling => call(name, name);
const conditional: Spelling = {
  strength: CONDITIONAL,
  print: ([c, x, y]) => `${within(c, CONDITIONAL + 1)} ? ${within(x, CONDITIONAL)} : ${within(y, CONDITIONAL)}`,
};
/** A number already: `printOperation` prints its operand. */
const asItIs: Spelling = { strength: PRIMARY, print: ([x]) => x.text };
/** x | 0, as a 32-bit integer. */
const toInteger: Spelling = {
  strength: BITWISE_OR,
  print: ([x]) => `${within(x, BITWISE_OR)} | 0`,
};
/** Cuts what an operation gives to a 32-bit integer. */
const asInteger = ({ strength, print }: Spelling): Spelling => ({
  strength: BITWISE_OR,
  print: (operands) => toInteger.print([{ text: print(operands), strength, depth: 0 }]),
});
/** On bigints, wrapped to 64 bits. */
const wrapped = (operator: string): Spelling => ({
  strength: PRIMARY,
  print: ([x, y]) => `BigInt.asUintN(64, ${within(x, UNARY)} ${operator} ${within(y, UNARY)})`,
});

/** Formulas are never printed as JavaScript. */
type SpelledName = Exclude<OperationName, PortableOperationName>;

/** How JavaScript spells each operation. */
const spellings: Readonly<Record<SpelledName, Spelling>> = {
  add: infix("+", ADDITIVE),
  sub: infix("-", ADDITIVE),
  mul: infix("*", MULTIPLICATIVE),
  div: infix("/", MULTIPLICATIVE),
  neg: prefix("-"),
  abs: call("Math.abs"),
  sqrt: call("Math.sqrt"),
  floor: call("Math.floor"),
  ceil: call("Math.ceil"),
  trunc: call("Math.trunc"),
  fround: call("Math.fround"),
  nearest: helped("nearest"),
  min: call("Math.min"),
  max: call("Math.max"),
  pmin: helped("pmin"),
  pmax: helped("pmax"),
  copysign: helped("copysign"),
  madd: {
    strength: ADDITIVE,
    print: ([x, y, z]) =>
      `${within(x, MULTIPLICATIVE)} * ${within(y, MULTIPLICATIVE + 1)} + ${within(z, ADDITIVE + 1)}`,
  },
  nmadd: {
    strength: ADDITIVE,
    print: ([x, y, z]) => `${within(z, ADDITIVE)} - ${within(x, MULTIPLICATIVE)} * ${within(y, MULTIPLICATIVE + 1)}`,
  },
  eq: infix("===", EQUALITY),
  ne: infix("!==", EQUALITY),
  lt: infix("<", RELATIONAL),
  le: infix("<=", RELATIONAL),
  gt: infix(">", RELATIONAL),
  ge: infix(">=", RELATIONAL),
  and: infix("&&", AND),
  or: infix("||", OR),
  not: prefix("!"),
  select: conditional,
  selectBool: conditional,
  selectI32: conditional,
  selectBits: conditional,
  toI32: toInteger,
  toUpperI32: { strength: BITWISE_OR, print: ([x]) => `Math.floor(${within(x, MULTIPLICATIVE)} / 4294967296) | 0` },
  fromI32: asItIs,
  fromU32: { strength: SHIFT, print: ([x]) => `${within(x, SHIFT)} >>> 0` },
  addI32: asInteger(infix("+", ADDITIVE)),
  subI32: asInteger(infix("-", ADDITIVE)),
  mulI32: call("Math.imul"),
  mulHighU32: helped("mulHighU32"),
  andI32: infix("&", BITWISE_AND),
  orI32: infix("|", BITWISE_OR),
  xorI32: infix("^", BITWISE_XOR),
  shlI32: infix("<<", SHIFT),
  shrI32: infix(">>", SHIFT),
  ushrI32: asInteger(infix(">>>", SHIFT)),
  bitsOf: helped("bitsOf"),
  fromBits: helped("fromBits"),
  addBits: wrapped("+"),
  subBits: wrapped("-"),
  andBits: wrapped("&"),
  orBits: wrapped("|"),
  xorBits: wrapped("^"),
  shlBits: wrapped("<<"),
  shrBits: wrapped(">>"),
};

/** Prints an operation on printed operands. */
export function printOperation(
  operation: OperationName,
  operands: readonly Expression[],
  need: (helper: HelperName) => void,
): Expression {
  const spelling = spellings[operation as SpelledName];
  if (spelling === asItIs) return operands[0];
  const { strength, print, helper } = spelling;
  if (helper) need(helper);
  return { text: print(operands), strength, depth: deeper(operands) };
}

/** Prints `condition ? then : otherwise`. */
export function printConditional(operands: readonly Expression[]): Expression {
  return { text: conditional.print(operands), strength: CONDITIONAL, depth: deeper(operands) };
}

/** Prints `!condition`. */
export function printNot(condition: Expression): Expression {
  return { text: spellings.not.print([condition]), strength: UNARY, depth: condition.depth + 1 };
}

/**
 * Prints the call of a mathematical function as its record spells it.
 *
 * @throws {UnsupportedError} If there is no such record.
 */
export function printCall(callee: Callee, operands: readonly Expression[]): Expression {
  const record = mathFunctions.get(callee.name);
  if (!record) throw new UnsupportedError(`JavaScript has no function ${callee.name}`);
  const sample = record.javascript(...operands.map((_, k) => `x${k}`));
  const isCall = /^[\w.]+\([\w, ]*\)$/.test(sample);
  const text = record.javascript(...operands.map((operand) => isCall ? operand.text : within(operand, PRIMARY)));
  if (isCall) return { text, strength: PRIMARY, depth: deeper(operands) };
  const isWrapped = /^\([^()]*\)$/.test(sample);
  return { text: isWrapped ? text.slice(1, -1) : text, strength: CONDITIONAL, depth: deeper(operands) };
}

const namedConstants = new Map([...constants].map(([name, value]) => [value, `Math.${name}`]));

/** Prints a constant so that it reads back as the same value. */
export function printConstant({ value }: Constant): Expression {
  if (typeof value === "bigint") return primary(`0x${value.toString(16)}n`);
  const text = Object.is(value, -0) ? "-0" : namedConstants.get(value as number) ?? String(value);
  return { text, strength: text.startsWith("-") ? UNARY : PRIMARY, depth: 0 };
}

function deeper(operands: readonly Expression[]): number {
  return Math.max(0, ...operands.map((operand) => operand.depth)) + 1;
}
