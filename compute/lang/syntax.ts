/**
 * The checked syntax tree: what is left of a text once its names are resolved and all that a kernel can't say is
 * refused. Types and the flow of values are checked when it is lowered.
 */
import type { Span } from "../errors.ts";
import type { OperationName } from "../ir/mod.ts";
import type { MathFunction } from "../math/mod.ts";

/** A parameter, a `const`, a `let`, or a loop's index. Each declaration makes one, so that names no longer matter. */
export interface Variable {
  readonly kind: "variable";
  readonly name: string;
  readonly mutable: boolean;
  /** From its annotation; else that of the first value. */
  readonly type?: "f64" | "bool";
  /** The first value in the text, once that is read; none for parameters. */
  first?: Expression;
  /** The function that declares it; null at the top level of a module. */
  readonly owner: FunctionNode | null;
  readonly span: Span;
}

/** A function of the text: the kernel, or a helper, which is inlined where it is called. */
export interface FunctionNode {
  readonly kind: "function";
  readonly name: string;
  readonly span: Span;
  readonly parameters: Variable[];
  /** Read after all names around it are known. */
  body: readonly Statement[];
  /** Its closing brace, where a missing `return` is reported. */
  readonly end: Span;
  /** From its annotation, where it has one. */
  readonly result?: "f64" | "bool";
}

export type Expression =
  & { readonly span: Span }
  & (
    | { readonly kind: "literal"; readonly value: number | boolean }
    /** A value that nothing reads, of the type of another. */
    | { readonly kind: "unset"; readonly like: Expression }
    | { readonly kind: "read"; readonly variable: Variable }
    | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
    | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
    | {
      readonly kind: "logical";
      readonly operator: "&&" | "||";
      readonly left: Expression;
      readonly right: Expression;
    }
    | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
    | { readonly kind: "math"; readonly callee: MathFunction; readonly operands: readonly Expression[] }
    | { readonly kind: "helper"; readonly callee: FunctionNode; readonly operands: readonly Expression[] }
  );

export type Statement =
  & { readonly span: Span }
  & (
    | { readonly kind: "declare"; readonly variable: Variable; readonly value: Expression | null }
    | Assignment
    | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
    | While
    | { readonly kind: "break" | "continue" }
    /** A loop over `prange`. */
    | {
      readonly kind: "loop";
      readonly index: Variable;
      readonly start: Expression;
      readonly stop: Expression;
      readonly body: readonly Statement[];
    }
    | { readonly kind: "return"; readonly value: Expression }
  );

/** A loop that runs in order: `while`, `do` or a counting `for`. */
export interface While {
  readonly kind: "while";
  /** Null where it always holds. */
  readonly test: Expression | null;
  readonly body: readonly Statement[];
  /** What follows the body in each turn, after `continue` too. */
  readonly update: readonly Statement[];
  /** Whether nothing but the loop sees what its update assigns. */
  readonly ownUpdate: boolean;
  readonly span: Span;
}

/** `variable = value`, or with an operator `variable += value` and so on. */
export interface Assignment {
  readonly kind: "assign";
  readonly variable: Variable;
  readonly operator: ArithmeticOperator | null;
  readonly value: Expression;
  readonly span: Span;
}

export type UnaryOperator = "+" | "-" | "!" | "~";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "**" | "&" | "|" | "^" | "<<" | ">>" | ">>>";
export type BinaryOperator = ArithmeticOperator | keyof typeof COMPARISONS;

/**
 * What an operator on two numbers becomes: an operation of the IR, a call of a mathematical function, or an operation on
 * 32-bit integers, whose result is read as a signed or an unsigned one.
 */
type Meaning =
  | { readonly operation: OperationName }
  | { readonly call: string }
  | { readonly integer: OperationName; readonly unsigned?: true };

export const ARITHMETIC: Readonly<Record<ArithmeticOperator, Meaning>> = {
  "+": { operation: "add" },
  "-": { operation: "sub" },
  "*": { operation: "mul" },
  "/": { operation: "div" },
  "%": { call: "rem" },
  "**": { call: "pow" },
  "&": { integer: "andI32" },
  "|": { integer: "orI32" },
  "^": { integer: "xorI32" },
  "<<": { integer: "shlI32" },
  ">>": { integer: "shrI32" },
  ">>>": { integer: "ushrI32", unsigned: true },
};

/** Comparisons. On numbers `==` means `===`. */
export const COMPARISONS = {
  "===": "eq",
  "==": "eq",
  "!==": "ne",
  "!=": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
} as const satisfies Record<string, OperationName>;

/** Tells whether an operator gives a number. */
export function isArithmetic(operator: string): operator is ArithmeticOperator {
  return Object.hasOwn(ARITHMETIC, operator);
}

/** Tells whether an operator compares. */
export function isComparison(operator: string): operator is keyof typeof COMPARISONS {
  return Object.hasOwn(COMPARISONS, operator);
}
