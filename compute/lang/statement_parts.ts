import type { Statement, Variable } from "./syntax.ts";

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
