import type * as acorn from "acorn";
import { readExpression, spanOf } from "./expressions.ts";
import type { Program } from "./lower.ts";
import { messages } from "./messages.ts";
import { declareVariable } from "./parameters.ts";
import { parseText } from "./parse.ts";
import { Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { functionIn, readFunction } from "./statements.ts";
import type { BinaryOperator, Expression, FunctionNode, Statement, Variable } from "./syntax.ts";

/** The one expression or function that a text holds. */
export function soleExpression(source: Source): acorn.Expression | acorn.FunctionDeclaration {
  const [first, second] = parseText(source).body.filter((node) => node.type !== "EmptyStatement");
  if (second) return source.reject(spanOf(second), messages.shape(source.form));
  if (first?.type === "ExpressionStatement") return first.expression;
  if (first?.type === "FunctionDeclaration") return first;
  return source.reject(first ? spanOf(first) : { start: 0, end: source.text.length }, messages.shape(source.form));
}

/**
 * Reads an integrand, an expression in `x` or a function of one number, into the kernel that integrates it:
 *
 * ```ts ignore
 * function integrate(a: number, b: number, n: number) {
 *   let acc = 0;
 *   const step = (b - a) / n;
 *   for (const i of prange(n)) {
 *     acc += f(a + i * step) * step;
 *   }
 *   return acc;
 * }
 * ```
 */
export function readIntegrand(source: Source): Program {
  const kernel = integrateKernel(readFunctionOfX(source), { start: 0, end: source.text.length });
  return { kernel, constants: [], helpers: [] };
}

function readFunctionOfX(source: Source): FunctionNode {
  const node = soleExpression(source);
  const scope = new Scope(null, null);
  const written = functionIn(node);
  if (written) {
    const { function: integrand, readBody } = readFunction(written, "f", { source, scope, depth: 0 });
    if (integrand.parameters.length !== 1) source.reject(written, messages.integrandParameters());
    if (integrand.parameters[0].type !== "f64") source.reject(written, messages.integrandParameters());
    readBody();
    return integrand;
  }
  const span = spanOf(node);
  const integrand: FunctionNode = { kind: "function", name: "f", span, parameters: [], body: [], end: span };
  const x = declareVariable({ type: "Identifier", name: "x", ...span }, {
    mutable: false,
    owner: integrand,
    type: "f64",
  });
  const inner = new Scope(scope, integrand);
  inner.declare(x);
  integrand.parameters.push(x);
  integrand.body = [{ kind: "return", value: readExpression(node, { source, scope: inner, depth: 0 }), span }];
  return integrand;
}

/** The lecture's kernel with `f` in its place. */
function integrateKernel(f: FunctionNode, span: Expression["span"]): FunctionNode {
  const kernel: FunctionNode = { kind: "function", name: "integrate", span, parameters: [], body: [], end: span };
  const variable = (name: string): Variable => ({
    kind: "variable",
    name,
    mutable: true,
    type: "f64",
    owner: kernel,
    span,
  });
  const [a, b, n, acc, step, i] = ["a", "b", "n", "acc", "step", "i"].map(variable);
  kernel.parameters.push(a, b, n);
  const read = (variable: Variable): Expression => ({ kind: "read", variable, span });
  const number = (value: number): Expression => ({ kind: "literal", value, span });
  const binary = (left: Expression, operator: BinaryOperator, right: Expression): Expression => ({
    kind: "binary",
    operator,
    left,
    right,
    span,
  });
  const x = binary(read(a), "+", binary(read(i), "*", read(step)));
  const sample: Expression = { kind: "helper", callee: f, operands: [x], span: f.span };
  const body: Statement[] = [
    { kind: "assign", variable: acc, operator: "+", value: binary(sample, "*", read(step)), span },
  ];
  kernel.body = [
    { kind: "declare", variable: acc, value: number(0), span },
    { kind: "declare", variable: step, value: binary(binary(read(b), "-", read(a)), "/", read(n)), span },
    { kind: "loop", index: i, start: number(0), stop: read(n), body, span },
    { kind: "return", value: read(acc), span },
  ];
  return kernel;
}
