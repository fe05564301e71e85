import type { ReductionKind } from "../ir/mod.ts";
import { messages } from "./messages.ts";
import type { Source } from "./source.ts";
import { declaredIn, parts } from "./statement_parts.ts";
import type { ArithmeticOperator, Assignment, Expression, Statement, Variable } from "./syntax.ts";

const KINDS: Readonly<Partial<Record<ArithmeticOperator, ReductionKind>>> = {
  "+": "sum",
  "-": "sum",
  "*": "product",
  "/": "product",
};

/** The functions that reduce, by name. */
const EXTREMES: ReadonlySet<string> = new Set(["min", "max"] satisfies ReductionKind[]);

/** One update of a reduction: `acc += value`, or `acc = Math.min(acc, value)`. */
export interface Step {
  readonly kind: ReductionKind;
  /** How the value joins it. */
  readonly operator: ArithmeticOperator | "min" | "max";
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
      walk(parts(statement));
      if (statement.kind === "assign" && !inner.has(statement.variable)) note(statement);
    }
  };
  const note = (assignment: Assignment): void => {
    const { variable, operator } = assignment;
    if (operator && !KINDS[operator]) {
      source.reject(assignment.span, messages.reductionOperator(variable.name, `${operator}=`));
    }
    const steps = reductionSteps(assignment);
    if (!steps || steps.length === 0) {
      const extreme = extremeOf(assignment, loop.body);
      return source.reject(
        assignment.span,
        extreme ? messages.comparedReduction(variable.name, extreme) : messages.race(variable.name),
      );
    }
    for (const { kind } of steps) {
      const known = found.get(variable);
      if (known && known.kind !== kind) source.reject(assignment.span, messages.reductionOperators(variable.name));
      if (!known) found.set(variable, { variable, kind, first: assignment });
    }
  };
  walk(loop.body);
  return [...found.values()];
}

/** The updates that an assignment to a reduction makes, in order; null where it is something else. */
export function reductionSteps({ variable, operator, value }: Assignment): Step[] | null {
  if (!operator) return stepsOf(value, variable);
  const kind = KINDS[operator];
  return kind ? [{ kind, operator, value }] : null;
}

/** `acc + x - y` is `acc += x` and `acc -= y`: the same operations in the same order. */
function stepsOf(value: Expression, variable: Variable): Step[] | null {
  if (value.kind === "read") return value.variable === variable ? [] : null;
  if (value.kind === "math") return extremeSteps(value, variable);
  if (value.kind !== "binary") return null;
  const { operator, left, right } = value;
  if (!Object.hasOwn(KINDS, operator)) return null;
  const step = operator as ArithmeticOperator;
  const kind = KINDS[step]!;
  const before = stepsOf(left, variable);
  if (before) return [...before, { kind, operator: step, value: right }];
  const swapped = (operator === "+" || operator === "*") && isRead(right, variable);
  return swapped ? [{ kind, operator: step, value: left }] : null;
}

/** `Math.min(acc, x)`, `Math.min(x, acc)` and, read as two, `Math.min(acc, x, y)`. */
function extremeSteps(value: Extract<Expression, { kind: "math" }>, variable: Variable): Step[] | null {
  const { callee, operands } = value;
  if (!EXTREMES.has(callee.name) || operands.length !== 2) return null;
  const kind = callee.name as "min" | "max";
  for (const [own, other] of [operands, operands.toReversed()]) {
    const before = stepsOf(own, variable);
    if (before) return [...before, { kind, operator: kind, value: other }];
  }
  return null;
}

function isRead(value: Expression, variable: Variable): boolean {
  return value.kind === "read" && value.variable === variable;
}

/** Which extreme `if (x < acc) acc = x` means, where an assignment is such. */
function extremeOf(assignment: Assignment, statements: readonly Statement[]): "min" | "max" | null {
  for (const statement of statements) {
    const inner = extremeOf(assignment, parts(statement));
    if (inner) return inner;
    if (statement.kind !== "if" || !statement.then.includes(assignment)) continue;
    const { condition } = statement;
    if (condition.kind !== "binary" || !/^[<>]=?$/.test(condition.operator)) continue;
    const less = condition.operator.startsWith("<");
    if (isRead(condition.right, assignment.variable)) return less ? "min" : "max";
    if (isRead(condition.left, assignment.variable)) return less ? "max" : "min";
  }
  return null;
}
