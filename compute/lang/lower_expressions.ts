import type { Span } from "../errors.ts";
import { constant, type NodeOptions, type OperationName, type Region, type Value } from "../ir/mod.ts";
import { mathFunctions } from "../math/mod.ts";
import { branchOf, deeper, type Frame, isEmpty, spend } from "./frame.ts";
import { messages } from "./messages.ts";
import {
  ARITHMETIC,
  type ArithmeticOperator,
  COMPARISONS,
  type Expression,
  isArithmetic,
  type UnaryOperator,
  type Variable,
} from "./syntax.ts";
import { typeOf } from "./types.ts";

type Kind<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;
type Rules = { readonly [K in Expression["kind"]]: (node: Kind<K>, frame: Frame, name?: string) => Value };

/**
 * Lowers an expression of either type.
 *
 * @param name What readable code may call the value.
 */
export function lowerExpression(node: Expression, frame: Frame, name?: string): Value {
  const rule = rules[node.kind] as (node: Expression, frame: Frame, name?: string) => Value;
  return deeper(frame, node.span, () => rule(node, frame, name));
}

/** Lowers an expression that must be a number. */
export function lowerNumber(node: Expression, frame: Frame, name?: string): Value {
  const value = lowerExpression(node, frame, name);
  return value.type === "f64" ? value : frame.source.reject(node.span, messages.needsNumber(value.type));
}

/** Lowers an expression that must be a condition. */
export function lowerCondition(node: Expression, frame: Frame): Value {
  const value = lowerExpression(node, frame);
  return value.type === "bool" ? value : frame.source.reject(node.span, messages.needsBoolean());
}

/** Adds an arithmetic operator's operation, or the call that it stands for. */
export function addArithmetic(
  operator: ArithmeticOperator,
  operands: readonly Value[],
  frame: Frame,
  options: NodeOptions & { readonly span: Span },
): Value {
  spend(frame, options.span);
  const meaning = ARITHMETIC[operator];
  if ("integer" in meaning) {
    const bits = frame.region.operation(meaning.integer, operands.map((operand) => asInteger(operand, frame)));
    return frame.region.operation(meaning.unsigned ? "fromU32" : "fromI32", [bits], options);
  }
  return "call" in meaning
    ? frame.region.call(mathFunctions.get(meaning.call)!, operands, options)
    : frame.region.operation(meaning.operation, operands, options);
}

const FROM_INTEGER: ReadonlySet<OperationName> = new Set(["fromI32", "fromU32"]);

/** A number's 32 bits; those that a number was made from are not made again. */
function asInteger(value: Value, frame: Frame): Value {
  if (value.kind === "constant") return constant((value.value as number) | 0, "i32");
  if (value.kind === "operation" && FROM_INTEGER.has(value.operation)) return value.operands[0];
  return frame.region.operation("toI32", [value]);
}

/** What a variable is worth here. */
export function readVariable(variable: Variable, at: Span, frame: Frame): Value {
  if (frame.reductions.has(variable)) frame.source.reject(at, messages.reductionRead(variable.name));
  const value = frame.values.get(variable);
  if (value) return value;
  const early = at.start < variable.span.start;
  return frame.source.reject(at, early ? messages.beforeDefinition(variable.name) : messages.noValueYet(variable.name));
}

const rules: Rules = {
  literal: (node) => constant(node.value),

  unset: (node) => constant(typeOf(node.like) === "bool" ? false : NaN),

  read: (node, frame) => readVariable(node.variable, node.span, frame),

  unary: (node, frame, name) => unaryRules[node.operator](node, frame, name),

  binary(node, frame, name) {
    const { operator, left, right, span } = node;
    if (isArithmetic(operator)) {
      const operands = [lowerNumber(left, frame), lowerNumber(right, frame)];
      return addArithmetic(operator, operands, frame, { name, span });
    }
    const operation = COMPARISONS[operator];
    const operands = [lowerExpression(left, frame), lowerExpression(right, frame)];
    const [x, y] = operands;
    if (x.type !== y.type) {
      const chained = left.kind === "binary" && !isArithmetic(left.operator);
      frame.source.reject(span, chained ? messages.chainedComparison() : messages.comparedTypes());
    }
    spend(frame, span);
    if (x.type === "f64") return frame.region.operation(operation, operands, { name, span });
    if (operation !== "eq" && operation !== "ne") frame.source.reject(span, messages.needsNumber(x.type));
    // Conditions are equal where one is as the other says: x === y is x ? y : !y.
    const inverse = frame.region.operation("not", [y], { span });
    return frame.region.operation("selectBool", operation === "eq" ? [x, y, inverse] : [x, inverse, y], { name, span });
  },

  logical(node, frame, name) {
    const { operator, span } = node;
    const left = lowerCondition(node.left, frame);
    const branch = branchOf(frame);
    const right = branch.region.finish([lowerCondition(node.right, branch)]);
    spend(frame, span);
    if (isCheap(right)) {
      right.instructions.forEach((instruction) => frame.region.add(instruction));
      return frame.region.operation(operator === "&&" ? "and" : "or", [left, right.results[0]], { name, span });
    }
    const decided: Region = { instructions: [], results: [constant(operator === "||")] };
    const [then, otherwise] = operator === "&&" ? [right, decided] : [decided, right];
    return frame.region.if(left, then, otherwise, { names: name ? [name] : undefined, span })[0];
  },

  conditional(node, frame, name) {
    const { span } = node;
    const condition = lowerCondition(node.condition, frame);
    const [then, otherwise] = [node.then, node.otherwise].map((side) => {
      const branch = branchOf(frame);
      return branch.region.finish([lowerExpression(side, branch)]);
    });
    const [x, y] = [then.results[0], otherwise.results[0]];
    if (x.type !== y.type) frame.source.reject(span, messages.branchTypes(x.type, y.type));
    spend(frame, span);
    if (isEmpty(then) && isEmpty(otherwise)) {
      return frame.region.operation(x.type === "bool" ? "selectBool" : "select", [condition, x, y], { name, span });
    }
    return frame.region.if(condition, then, otherwise, { names: name ? [name] : undefined, span })[0];
  },

  math(node, frame, name) {
    const operands = node.operands.map((operand) => lowerNumber(operand, frame));
    spend(frame, node.span);
    return frame.region.call(node.callee, operands, { name, span: node.span });
  },

  helper(node, frame) {
    const operands = node.operands.map((operand, k) => {
      const { name, type } = node.callee.parameters[k];
      const value = lowerExpression(operand, frame, name);
      if (value.type === type) return value;
      return frame.source.reject(
        operand.span,
        type === "f64" ? messages.needsNumber(value.type) : messages.needsBoolean(),
      );
    });
    return frame.inline(node.callee, operands, node, frame);
  },
};

const unaryRules: Readonly<
  Record<UnaryOperator, (node: Kind<"unary">, frame: Frame, name?: string) => Value>
> = {
  "+": (node, frame, name) => lowerNumber(node.operand, frame, name),
  "-": ({ operand, span }, frame, name) => {
    const value = lowerNumber(operand, frame);
    spend(frame, span);
    return frame.region.operation("neg", [value], { name, span });
  },
  "~": ({ operand, span }, frame, name) => {
    const allSet = constant(-1);
    return addArithmetic("^", [lowerNumber(operand, frame), allSet], frame, { name, span });
  },
  "!": ({ operand, span }, frame, name) => {
    const value = lowerCondition(operand, frame);
    spend(frame, span);
    return frame.region.operation("not", [value], { name, span });
  },
};

/** Whether computing a region always costs less than deciding whether to. */
function isCheap(region: Region): boolean {
  return region.instructions.every((instruction) => instruction.kind === "operation");
}
