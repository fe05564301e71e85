import type { ReductionKind } from "../ir/mod.ts";
import { messages } from "./messages.ts";
import type { Source } from "./source.ts";
import type { ArithmeticOperator, Assignment, Expression, Statement, Variable } from "./syntax.ts";

const KINDS: Readonly<Partial<Record<ArithmeticOperator, ReductionKind>>> = {
  "+": "sum",
  "-": "sum",
  "*": "product",
  "/": "product",
};

/** One update of a reduction: `acc += value`. */
export interface Step {
  readonly operator: ArithmeticOperator;
  readonly value: Expression;
}

/** A variable that a loop reduces into. */
export interface FoundReduction {
  readonly variable: Variable;
  readonly kind: ReductionKind;
  readonly first: Assignment;
}

/**
 * Finds the reductions of a parallel loop: the variables from around it that its body assigns.
 *
 * @throws {KernelSyntaxError} If one is assigned in a way that is no reduction.
 */
export function findReductions(loop: Extract<Statement, { kind: "loop" }>, source: Source): FoundReduction[] {
  const found = new Map<Variable, FoundReduction>();
  const inner = new Set([loop.index, ...declaredIn(loop.body)]);
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === "if") {
        walk(statement.then);
        walk(statement.otherwise);
      }
      if (statement.kind === "assign" && !inner.has(statement.variable)) note(statement);
    }
  };
  const note = (assignment: Assignment): void => {
    const { variable, operator } = assignment;
    if (operator && !KINDS[operator]) {
      source.reject(assignment.span, messages.reductionOperator(variable.name, `${operator}=`));
    }
    const steps = reductionSteps(assignment);
    if (!steps || steps.length === 0) return source.reject(assignment.span, messages.race(variable.name));
    for (const step of steps) {
      const kind = KINDS[step.operator]!;
      const known = found.get(variable);
      if (known && known.kind !== kind) source.reject(assignment.span, messages.reductionOperators(variable.name));
      if (!known) found.set(variable, { variable, kind, first: assignment });
    }
  };
  walk(loop.body);
  return [...found.values()];
}

function declaredIn(statements: readonly Statement[]): Variable[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "declare") return [statement.variable];
    return statement.kind === "if" ? [...declaredIn(statement.then), ...declaredIn(statement.otherwise)] : [];
  });
}

/** The updates that an assignment to a reduction makes, in order; null where it is something else. */
export function reductionSteps({ variable, operator, value }: Assignment): Step[] | null {
  return operator ? [{ operator, value }] : stepsOf(value, variable);
}

/** `acc + x - y` is `acc += x` and `acc -= y`: the same operations in the same order. */
function stepsOf(value: Expression, variable: Variable): Step[] | null {
  if (value.kind === "read") return value.variable === variable ? [] : null;
  if (value.kind !== "binary") return null;
  const { operator, left, right } = value;
  if (!Object.hasOwn(KINDS, operator)) return null;
  const step = operator as ArithmeticOperator;
  const before = stepsOf(left, variable);
  if (before) return [...before, { operator: step, value: right }];
  const swapped = (operator === "+" || operator === "*") && right.kind === "read" && right.variable === variable;
  return swapped ? [{ operator: step, value: left }] : null;
}
