import { parts } from "./statement_parts.ts";
import { type Expression, type FunctionNode, isComparison, type Statement } from "./syntax.ts";

/**
 * The type of an expression by its form, before it is lowered; lowering finds where types don't fit.
 *
 * @param expression Of a text whose functions are all read.
 */
export function typeOf(expression: Expression): "f64" | "bool" {
  return isCondition(expression, new Set()) ? "bool" : "f64";
}

/** @param seen What is being looked at: a text may say that a value is made from itself. */
function isCondition(value: Expression, seen: Set<Expression>): boolean {
  if (seen.has(value)) return false;
  seen.add(value);
  switch (value.kind) {
    case "literal":
      return typeof value.value === "boolean";
    case "unset":
      return isCondition(value.like, seen);
    case "read": {
      const { type, first } = value.variable;
      return type ? type === "bool" : first !== undefined && isCondition(first, seen);
    }
    case "unary":
      return value.operator === "!";
    case "binary":
      return isComparison(value.operator);
    case "logical":
      return true;
    case "conditional":
      return isCondition(value.then, seen);
    case "helper":
      return returnsCondition(value.callee, seen);
    case "math":
      return false;
  }
}

function returnsCondition({ result, body }: FunctionNode, seen: Set<Expression>): boolean {
  const value = returnedBy(body);
  return result ? result === "bool" : value !== undefined && isCondition(value, seen);
}

/** The first value that statements return. */
export function returnedBy(statements: readonly Statement[]): Expression | undefined {
  for (const statement of statements) {
    const value = statement.kind === "return" ? statement.value : returnedBy(parts(statement));
    if (value) return value;
  }
}
