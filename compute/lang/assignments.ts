import type * as acorn from "acorn";
import { type Context, readExpression, spanOf } from "./expressions.ts";
import { messages } from "./messages.ts";
import { type ArithmeticOperator, type Assignment, type Expression, isArithmetic } from "./syntax.ts";
import { UNSUPPORTED_OPERATORS } from "./unsupported.ts";

/** Reads what assigns: `x = ...`, `x += ...` and the like, `x++`; null if an expression is no such thing. */
export function readAssigning(node: acorn.Expression, context: Context): Assignment | null {
  if (node.type === "AssignmentExpression") return readAssignment(node, context);
  if (node.type !== "UpdateExpression") return null;
  const one: Expression = { kind: "literal", value: 1, span: spanOf(node) };
  return assignment(node.argument, node.operator === "++" ? "+" : "-", one, node, context);
}

function readAssignment(node: acorn.AssignmentExpression, context: Context): Assignment {
  const operator = node.operator.slice(0, -1);
  if (operator !== "" && !isArithmetic(operator)) {
    return context.source.reject(node, UNSUPPORTED_OPERATORS[operator] ?? messages.logicalAssignment());
  }
  const value = readExpression(node.right, context);
  return assignment(node.left, operator === "" ? null : operator, value, node, context);
}

function assignment(
  target: acorn.Pattern | acorn.Expression,
  operator: ArithmeticOperator | null,
  value: Expression,
  node: acorn.Node,
  context: Context,
): Assignment {
  const { source, scope } = context;
  if (target.type !== "Identifier") return source.reject(target, messages.assignTarget());
  const { name } = target;
  const binding = scope.find(name);
  if (!binding) {
    // Reading it says what is wrong with the name, if anything is.
    readExpression(target, context);
    return source.reject(target, messages.assignedBuiltIn(name));
  }
  if (binding.kind === "function") return source.reject(target, messages.assignedFunction(name));
  if (binding.kind !== "variable") return source.reject(target, messages.imported(name));
  if (binding.owner !== scope.owner) return source.reject(target, messages.assignedOuter(name));
  if (!binding.mutable) return source.reject(target, messages.assignedConst(name));
  if (!operator) binding.first ??= value;
  return { kind: "assign", variable: binding, operator, value, span: spanOf(node) };
}
