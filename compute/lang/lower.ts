import { type Kernel, parameter, type Region, RegionBuilder, type Value } from "../ir/mod.ts";
import { branchOf, deeper, type Frame, fullBudget, isEmpty, spend, Values } from "./frame.ts";
import { addArithmetic, lowerCondition, lowerExpression, lowerNumber, readVariable } from "./lower_expressions.ts";
import { lowerRange, lowerWhile } from "./lower_loops.ts";
import { messages } from "./messages.ts";
import { reductionSteps } from "./reductions.ts";
import type { Source } from "./source.ts";
import type { Assignment, Expression, FunctionNode, Statement, Variable } from "./syntax.ts";

type Kind<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

/** What a text declares: its kernel, and beside it constants and helpers. */
export interface Program {
  readonly kernel: FunctionNode;
  readonly constants: readonly Statement[];
  readonly helpers: readonly FunctionNode[];
}

/**
 * Lowers a program to IR: variables become values, helpers are inlined, and types and the flow of values are checked.
 *
 * @throws {KernelSyntaxError} What doesn't fit, and where.
 */
export function lower({ kernel, constants, helpers }: Program, source: Source): Kernel {
  const called = new Set<FunctionNode>();
  const inline: Frame["inline"] = (callee, operands, call, frame) => {
    called.add(callee);
    return inlineCall(callee, operands, call, frame);
  };
  const budget = fullBudget();
  const open = (): Frame => ({
    source,
    budget,
    region: new RegionBuilder(),
    values: new Values(null),
    reductions: new Set(),
    loop: false,
    calls: [],
    inline,
  });
  const lowerFunction = (node: FunctionNode): { parameters: Kernel["parameters"]; body: Region; result: Value } => {
    const frame = open();
    lowerStatements(constants, frame);
    const parameters = node.parameters.map((variable) => {
      const value = parameter(variable.name, variable.type);
      frame.values.set(variable, value);
      return value;
    });
    const result = lowerBody(node, { ...frame, calls: [node] });
    return { parameters, body: frame.region.finish([result]), result };
  };
  for (const variable of kernel.parameters) {
    if (variable.type !== "f64") source.reject(variable.span, messages.parameterType());
  }
  const { parameters, body, result } = lowerFunction(kernel);
  if (result.type !== "f64") source.reject(returnsOf(kernel.body)[0].value.span, messages.kernelResult());
  // A helper that nothing calls is held to the same rules.
  for (const helper of helpers) if (!called.has(helper)) lowerFunction(helper);
  return { name: kernel.name, parameters, body, source: source.text };
}

function inlineCall(callee: FunctionNode, operands: readonly Value[], call: Expression, frame: Frame): Value {
  if (frame.calls.includes(callee)) frame.source.reject(call.span, messages.recursion(callee.name));
  spend(frame, call.span);
  const values = new Values(frame.values);
  callee.parameters.forEach((variable, k) => values.set(variable, operands[k]));
  const inner = { ...frame, values, calls: [...frame.calls, callee] };
  return deeper(frame, call.span, () => lowerBody(callee, inner));
}

function lowerBody(node: FunctionNode, frame: Frame): Value {
  const result = lowerStatements(node.body, frame);
  if (!result) return frame.source.reject(node.end, messages.missingReturn(node.name));
  if (node.result && node.result !== result.type) {
    frame.source.reject(returnsOf(node.body)[0].value.span, messages.resultType(node.result, result.type));
  }
  return result;
}

/** Lowers statements in order; gives what they return, or null where they end without. */
function lowerStatements(statements: readonly Statement[], frame: Frame): Value | null {
  for (const [k, statement] of statements.entries()) {
    switch (statement.kind) {
      case "declare":
        lowerDeclaration(statement, frame);
        break;
      case "assign":
        lowerAssignment(statement, frame);
        break;
      case "loop":
        deeper(frame, statement.span, () => lowerRange(statement, frame, lowerStatements));
        break;
      case "while":
        deeper(frame, statement.span, () => lowerWhile(statement, frame, lowerStatements));
        break;
      case "break":
      case "continue":
        throw new Error(`a ${statement.kind} is left`);
      case "return":
        return lowerExpression(statement.value, frame, "result");
      case "if":
        if (returnsOf([statement]).length > 0) return lowerReturningIf(statement, statements.slice(k + 1), frame);
        lowerIf(statement, frame);
        break;
    }
  }
  return null;
}

function lowerDeclaration({ variable, value }: Kind<"declare">, frame: Frame): void {
  if (value) assign(variable, lowerExpression(value, frame, variable.name), value, frame);
}

function lowerAssignment(node: Assignment, frame: Frame): void {
  const { variable, operator, value, span } = node;
  const name = variable.name;
  if (frame.reductions.has(variable)) {
    for (const { operator, value } of reductionSteps(node)!) {
      const operands = [frame.values.get(variable)!, lowerNumber(value, frame)];
      const next = operator === "min" || operator === "max"
        ? frame.region.operation(operator, operands, { name, span })
        : addArithmetic(operator, operands, frame, { name, span });
      frame.values.set(variable, next);
    }
  } else if (operator) {
    const current = readVariable(variable, span, frame);
    if (current.type !== "f64") frame.source.reject(span, messages.needsNumber(current.type));
    const operands = [current, lowerNumber(value, frame)];
    frame.values.set(variable, addArithmetic(operator, operands, frame, { name, span }));
  } else {
    assign(variable, lowerExpression(value, frame, name), value, frame);
  }
}

/** Gives a variable a value, which must be of its type: the annotated one, or that of the value it has. */
function assign(variable: Variable, value: Value, node: Expression, frame: Frame): void {
  const type = variable.type ?? frame.values.get(variable)?.type;
  if (type && (type === "f64" || type === "bool") && type !== value.type) {
    frame.source.reject(node.span, messages.changedType(variable.name, type, value.type));
  }
  frame.values.set(variable, value);
}

function lowerIf(node: Kind<"if">, frame: Frame): void {
  const condition = lowerCondition(node.condition, frame);
  const [then, otherwise] = [node.then, node.otherwise].map((statements) => {
    const branch = branchOf(frame);
    deeper(frame, node.span, () => lowerStatements(statements, branch));
    return branch;
  });
  // What only one branch gives a value, being its own or unset before, has none after it.
  const assigned = [...new Set([...then.values.assigned(), ...otherwise.values.assigned()])];
  const changed = assigned.filter((variable) => {
    const [x, y] = [then.values.get(variable), otherwise.values.get(variable)];
    if (x === y && x) frame.values.set(variable, x);
    return x && y && x !== y;
  });
  for (const variable of changed) {
    const [x, y] = [then, otherwise].map((branch) => branch.values.get(variable)!.type);
    if (x !== y) frame.source.reject(node.span, messages.branchTypes(x, y));
  }
  const regions = [then, otherwise].map((branch) =>
    branch.region.finish(changed.map((variable) => branch.values.get(variable)!))
  );
  spend(frame, node.span);
  const results = mergeBranches(
    condition,
    regions[0],
    regions[1],
    changed.map((variable) => variable.name),
    node,
    frame,
  );
  changed.forEach((variable, k) => frame.values.set(variable, results[k]));
}

/** An `if` or, where its branches compute nothing, selections. */
function mergeBranches(
  condition: Value,
  then: Region,
  otherwise: Region,
  names: string[],
  { span }: Statement,
  frame: Frame,
): readonly Value[] {
  if (!isEmpty(then) || !isEmpty(otherwise)) return frame.region.if(condition, then, otherwise, { names, span });
  return then.results.map((value, k) => {
    const operation = value.type === "bool" ? "selectBool" : "select";
    return frame.region.operation(operation, [condition, value, otherwise.results[k]], { name: names[k], span });
  });
}

/** An `if` in which some path returns: what follows it goes on in the branch that doesn't. */
function lowerReturningIf(node: Kind<"if">, rest: readonly Statement[], frame: Frame): Value | null {
  const condition = lowerCondition(node.condition, frame);
  const ends = [node.then, node.otherwise].map(alwaysReturns);
  const branches = [node.then, node.otherwise].map((statements, k) => {
    const branch = branchOf(frame);
    const path = ends[k] ? statements : [...statements, ...rest];
    return { region: branch.region, value: deeper(frame, node.span, () => lowerStatements(path, branch)) };
  });
  const [then, otherwise] = branches.map(({ value }) => value);
  if (!then || !otherwise) return null;
  if (then.type !== otherwise.type) frame.source.reject(node.span, messages.branchTypes(then.type, otherwise.type));
  spend(frame, node.span);
  const regions = branches.map(({ region }, k) => region.finish([[then, otherwise][k]]));
  return mergeBranches(condition, regions[0], regions[1], ["result"], node, frame)[0];
}

function alwaysReturns(statements: readonly Statement[]): boolean {
  return statements.some((statement) =>
    statement.kind === "return" ||
    (statement.kind === "if" && alwaysReturns(statement.then) && alwaysReturns(statement.otherwise))
  );
}

/** All returns among statements. */
function returnsOf(statements: readonly Statement[]): Kind<"return">[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "return") return [statement];
    return statement.kind === "if" ? [...returnsOf(statement.then), ...returnsOf(statement.otherwise)] : [];
  });
}

/** The number that a program without parameters or variables gives, as IR. */
export function lowerConstant(value: Expression, source: Source): Kernel {
  const span = { start: 0, end: source.text.length };
  const body: Statement[] = [{ kind: "return", value, span }];
  const kernel: FunctionNode = { kind: "function", name: "constant", span, parameters: [], body, end: span };
  return lower({ kernel, constants: [], helpers: [] }, source);
}
