import type { Expression, Statement, Variable } from "./syntax.ts";

/** The statements that a statement is made of. */
export function parts(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case "if":
      return [...statement.then, ...statement.otherwise];
    case "while":
      return [...statement.body, ...statement.update];
    case "loop":
      return statement.body;
    default:
      return [];
  }
}

/** The variables that statements assign, their own left out. */
export function assignedTo(statements: readonly Statement[]): Variable[] {
  return statements.flatMap((one) => one.kind === "assign" ? [one.variable] : assignedTo(parts(one)));
}

/** The variables that statements declare. */
export function declaredIn(statements: readonly Statement[]): Variable[] {
  return statements.flatMap((one) => {
    const own = one.kind === "declare" ? [one.variable] : one.kind === "loop" ? [one.index] : [];
    return [...own, ...declaredIn(parts(one))];
  });
}

/** The expressions that an expression is made of. */
function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "unset":
    case "read":
      return [];
    case "unary":
      return [expression.operand];
    case "binary":
    case "logical":
      return [expression.left, expression.right];
    case "conditional":
      return [expression.condition, expression.then, expression.otherwise];
    case "math":
    case "helper":
      return expression.operands;
  }
}

/** Tells whether an expression, or one within it, fits. */
export function someExpression(expression: Expression, fits: (expression: Expression) => boolean): boolean {
  return fits(expression) || operandsOf(expression).some((operand) => someExpression(operand, fits));
}
