import { constant, parameter } from "../ir/mod.ts";
import { branchOf, type Frame, spend } from "./frame.ts";
import { lowerCondition, lowerNumber, readVariable } from "./lower_expressions.ts";
import { messages } from "./messages.ts";
import { findReductions } from "./reductions.ts";
import { assignedTo } from "./statement_parts.ts";
import type { Expression, Statement, Variable, While } from "./syntax.ts";

type ParallelLoop = Extract<Statement, { kind: "loop" }>;

/** Lowers the statements of a loop's body. */
type LowerBody = (statements: readonly Statement[], frame: Frame) => unknown;

/** Lowers a loop over `prange`; inside of another it runs serially, as numba's does. */
export function lowerRange(node: ParallelLoop, frame: Frame, lowerBody: LowerBody): void {
  if (frame.loop) lowerSerialRange(node, frame, lowerBody);
  else lowerParallel(node, frame, lowerBody);
}

function lowerParallel(node: ParallelLoop, frame: Frame, lowerBody: LowerBody): void {
  const { source } = frame;
  const start = lowerNumber(node.start, frame, "start");
  const stop = lowerNumber(node.stop, frame, "stop");
  const found = findReductions(node, source);
  const reductions = found.map(({ variable, kind, first }) => {
    const initial = readVariable(variable, first.span, frame);
    if (initial.type !== "f64") source.reject(first.span, messages.needsNumber(initial.type));
    return { kind, name: variable.name, initial, carried: parameter(variable.name), span: first.span };
  });
  const index = parameter(node.index.name);
  const body: Frame = {
    ...branchOf(frame),
    loop: true,
    reductions: new Set(found.map(({ variable }) => variable)),
  };
  body.values.set(node.index, index);
  found.forEach(({ variable }, k) => body.values.set(variable, reductions[k].carried));
  lowerBody(node.body, body);
  const region = body.region.finish(found.map(({ variable }) => body.values.get(variable)!));
  spend(frame, node.span);
  const results = frame.region.parallel({ index, start, stop, reductions, body: region, span: node.span });
  found.forEach(({ variable }, k) => frame.values.set(variable, results[k]));
}

/** `for (const i of prange(start, stop))` as a loop that counts in a variable of its own. */
function lowerSerialRange(node: ParallelLoop, frame: Frame, lowerBody: LowerBody): void {
  const { index, span } = node;
  const found = findReductions(node, frame.source);
  const own = (name: string): Variable => ({ ...index, kind: "variable", name, mutable: true, type: "f64" });
  const [position, stop] = [own(index.name), own("stop")];
  frame.values.set(position, lowerNumber(node.start, frame, "start"));
  frame.values.set(stop, lowerNumber(node.stop, frame, "stop"));
  const read = (variable: Variable): Expression => ({ kind: "read", variable, span });
  const one: Expression = { kind: "literal", value: 1, span };
  const loop: While = {
    kind: "while",
    test: { kind: "binary", operator: "<", left: read(position), right: read(stop), span },
    body: [{ kind: "declare", variable: index, value: read(position), span }, ...node.body],
    update: [{ kind: "assign", variable: position, operator: "+", value: one, span }],
    ownUpdate: true,
    span,
  };
  const reductions = new Set([...frame.reductions, ...found.map(({ variable }) => variable)]);
  lowerWhile(loop, { ...frame, reductions }, lowerBody);
}

/** Lowers a sequential loop: what it assigns of the variables around it is carried from turn to turn. */
export function lowerWhile(node: While, frame: Frame, lowerBody: LowerBody): void {
  const statements = [...node.body, ...node.update];
  const variables = [...new Set(assignedTo(statements))].filter((variable) => frame.values.get(variable));
  const initial = variables.map((variable) => frame.values.get(variable)!);
  const carried = variables.map(({ name }, k) => parameter(name, initial[k].type));
  const test = branchOf(frame);
  variables.forEach((variable, k) => test.values.set(variable, carried[k]));
  const condition = node.test ? lowerCondition(node.test, test) : constant(true);
  const body = branchOf(test);
  lowerBody(statements, body);
  spend(frame, node.span);
  const results = frame.region.loop({
    initial,
    carried,
    test: test.region.finish([condition]),
    body: body.region.finish(variables.map((variable) => body.values.get(variable)!)),
    span: node.span,
  });
  variables.forEach((variable, k) => frame.values.set(variable, results[k]));
}
