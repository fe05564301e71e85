import type { Span } from "../errors.ts";
import { parts, someExpression } from "./statement_parts.ts";
import type { Expression, FunctionNode, Statement, Variable } from "./syntax.ts";
import { returnedBy } from "./types.ts";

/** The variables that stand for having left, where statements are left otherwise than at their end. */
interface Exits {
  /** False once the loop around has been left. */
  readonly running: Variable | null;
  /** True once the rest of the statements is to be left out. */
  readonly skipped: Variable | null;
}

/** What stands for a `return` that others follow. */
interface Returned {
  readonly returned: Variable;
  readonly result: Variable;
}

/**
 * Rewrites a function's statements so that loops end by their tests alone, and branches return on all of their paths or
 * on none: other `break`, `continue` and `return` become variables, on which depends what follows them.
 *
 * @param body The statements as read.
 * @param owner The function that they are of.
 */
export function withoutExits(body: readonly Statement[], owner: FunctionNode): Statement[] {
  return new ExitRewriter(owner).statements(body, null);
}

class ExitRewriter {
  readonly #owner: FunctionNode;

  constructor(owner: FunctionNode) {
    this.#owner = owner;
  }

  /** @param exits Those of the loop or the returning `if` around, null outside of any. */
  statements(list: readonly Statement[], exits: Exits | null, returned: Returned | null = null): Statement[] {
    const out: Statement[] = [];
    for (const [k, statement] of list.entries()) {
      const rest = list.slice(k + 1);
      const goOn = () => rest.length === 0 ? [] : this.statements(rest, exits, returned);
      switch (statement.kind) {
        case "break":
          return [...out, set(exits!.running!, literal(false, statement.span))];
        case "continue":
          return [...out, set(exits!.skipped!, literal(true, statement.span))];
        case "return":
          return [...out, ...(returned ? leave(statement, exits!, returned) : [statement])];
        case "if": {
          if (!exits && returnsInPart(statement)) {
            out.push(...this.#returning(statement));
            break;
          }
          if (!exits || !leaves(statement, returned !== null)) {
            out.push(this.#plainIf(statement, exits, returned));
            break;
          }
          const [then, otherwise] = [statement.then, statement.otherwise];
          const merged = alwaysLeaves(then) && !otherwise.some((one) => leaves(one, returned !== null))
            ? {
              then: this.statements(then, exits, returned),
              otherwise: this.statements([...otherwise, ...rest], exits, returned),
            }
            : null;
          if (merged) return [...out, { ...statement, ...merged }];
          return [...out, this.#plainIf(statement, exits, returned), ...whilePresent(exits, goOn(), statement.span)];
        }
        case "while": {
          out.push(...this.#while(statement, returned, exits));
          if (!returnsWithin(statement)) break;
          if (exits) return [...out, ...whilePresent(exits, goOn(), statement.span)];
          break;
        }
        case "loop":
          out.push({ ...statement, body: this.#turn(statement.body, statement.span, null).body });
          break;
        default:
          out.push(statement);
      }
    }
    return out;
  }

  #plainIf(statement: Extract<Statement, { kind: "if" }>, exits: Exits | null, returned: Returned | null): Statement {
    return {
      ...statement,
      then: this.statements(statement.then, exits, returned),
      otherwise: this.statements(statement.otherwise, exits, returned),
    };
  }

  /** An `if` outside of loops that returns on some of its paths, in a loop perhaps. */
  #returning(statement: Extract<Statement, { kind: "if" }>): Statement[] {
    const { span } = statement;
    const { returned, result } = this.#returned(statement);
    return [
      declare(returned, literal(false, span)),
      declare(result, unset(statement)),
      this.#plainIf(statement, { running: null, skipped: returned }, { returned, result }),
      choose(read(returned, span), [{ kind: "return", value: read(result, span), span }], span),
    ];
  }

  /** A sequential loop, with what it takes to leave it. */
  #while(
    loop: Extract<Statement, { kind: "while" }>,
    outer: Returned | null,
    outerExits: Exits | null,
  ): Statement[] {
    const { span } = loop;
    const returns = returnsWithin(loop);
    const result = returns && !outer ? this.#returned(loop) : outer;
    const { body, running } = this.#turn(loop.body, span, result);
    const before: Statement[] = [];
    if (returns && !outer) {
      before.push(declare(result!.returned, literal(false, span)), declare(result!.result, unset(loop)));
    }
    if (running) before.push(declare(running, literal(true, span)));
    const present = running && read(running, span);
    // After a break, what the update assigns may still be read, and a helper that it calls might never end.
    const harmless = loop.ownUpdate && !loop.update.some(callsHelper);
    const update = present && !harmless ? [choose(present, loop.update, span)] : loop.update;
    const test: Expression | null = present
      ? loop.test ? { kind: "logical", operator: "&&", left: present, right: loop.test, span } : present
      : loop.test;
    const after: Statement[] = [];
    if (returns) {
      const { returned, result: value } = result!;
      const left = read(returned, span);
      const leave: Statement = { kind: "return", value: read(value, span), span };
      const onlyByReturn = endsByReturn(loop);
      if (!outerExits) after.push(onlyByReturn ? leave : choose(left, [leave], span));
      else if (outerExits.running) after.push(choose(left, [set(outerExits.running, literal(false, span))], span));
    }
    return [...before, { ...loop, test, body, update }, ...after];
  }

  /** One turn of a loop. */
  #turn(
    statements: readonly Statement[],
    span: Span,
    returned: Returned | null,
  ): { body: Statement[]; running: Variable | null } {
    const breaks = statements.some((one) => contains(one, "break")) || statements.some(returnsWithin);
    const skips = statements.some((one) => contains(one, "continue"));
    const running = breaks ? this.#variable("running", span) : null;
    const skipped = skips ? this.#variable("skipped", span) : null;
    const body = this.statements(statements, { running, skipped }, returned);
    return { body: skipped ? [declare(skipped, literal(false, span)), ...body] : body, running };
  }

  #returned({ span }: Statement): Returned {
    return { returned: this.#variable("returned", span), result: this.#variable("result", span) };
  }

  #variable(name: string, span: Span): Variable {
    return { kind: "variable", name, mutable: true, owner: this.#owner, span };
  }
}

/** Whether a statement may leave the loop around it, or this turn of it. */
function leaves(statement: Statement, inReturning: boolean): boolean {
  return contains(statement, "break") || contains(statement, "continue") || (inReturning && returnsWithin(statement));
}

/** Whether statements always end with a way out. */
function alwaysLeaves(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    switch (statement.kind) {
      case "break":
      case "continue":
      case "return":
        return true;
      case "if":
        return alwaysLeaves(statement.then) && alwaysLeaves(statement.otherwise);
      case "while":
        return endsByReturn(statement);
      default:
        return false;
    }
  });
}

/** Whether a loop ends by a `return` and not otherwise. */
function endsByReturn({ test, body }: Extract<Statement, { kind: "while" }>): boolean {
  return !test && !body.some((one) => contains(one, "break"));
}

/** Whether a branch returns on some paths and goes on on others, and so does the other or goes on. */
function returnsInPart(statement: Extract<Statement, { kind: "if" }>): boolean {
  return returnsWithin(statement) && !alwaysLeaves(statement.then) && !alwaysLeaves(statement.otherwise);
}

/** Whether a `break` or `continue` of the loop around is in a statement. */
function contains(statement: Statement, kind: "break" | "continue"): boolean {
  if (statement.kind === kind) return true;
  return statement.kind === "if" && parts(statement).some((one) => contains(one, kind));
}

/** Whether a `return` is in a statement, in a loop perhaps. */
export function returnsWithin(statement: Statement): boolean {
  return statement.kind === "return" || parts(statement).some(returnsWithin);
}

/** Whether a loop is ever left, if its test always holds. */
export function isLeft(body: readonly Statement[]): boolean {
  return body.some((one) => contains(one, "break") || returnsWithin(one));
}

function leave(
  { value, span }: Extract<Statement, { kind: "return" }>,
  exits: Exits,
  { returned, result }: Returned,
): Statement[] {
  const left = [set(result, value), set(returned, literal(true, span))];
  return exits.running ? [...left, set(exits.running, literal(false, span))] : left;
}

/** Statements, if the loop hasn't been left. */
function whilePresent({ running, skipped }: Exits, statements: readonly Statement[], span: Span): Statement[] {
  if (statements.length === 0) return [];
  const conditions: Expression[] = [];
  if (running) conditions.push(read(running, span));
  if (skipped) conditions.push({ kind: "unary", operator: "!", operand: read(skipped, span), span });
  const present = conditions.reduce((left, right) => ({ kind: "logical", operator: "&&", left, right, span }));
  return [choose(present, statements, span)];
}

/** Whether an update calls a function of the text. */
function callsHelper(update: Statement): boolean {
  return update.kind === "assign" && someExpression(update.value, ({ kind }) => kind === "helper");
}

/** A function's result before it has one. */
function unset(loop: Statement): Expression {
  return { kind: "unset", like: returnedBy([loop])!, span: loop.span };
}

function literal(value: number | boolean, span: Span): Expression {
  return { kind: "literal", value, span };
}

function read(variable: Variable, span: Span): Expression {
  return { kind: "read", variable, span };
}

function declare(variable: Variable, value: Expression): Statement {
  variable.first = value;
  return { kind: "declare", variable, value, span: value.span };
}

function set(variable: Variable, value: Expression): Statement {
  return { kind: "assign", variable, operator: null, value, span: value.span };
}

function choose(condition: Expression, then: readonly Statement[], span: Span): Statement {
  return { kind: "if", condition, then, otherwise: [], span };
}
