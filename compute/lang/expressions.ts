import type * as acorn from "acorn";
import type { Span } from "../errors.ts";
import { constants, type MathFunction, mathFunctions } from "../math/mod.ts";
import { messages } from "./messages.ts";
import { nearestName } from "./nearest.ts";
import { MAX_DEPTH } from "./parse.ts";
import type { Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { type Expression, type FunctionNode, isArithmetic, isComparison } from "./syntax.ts";
import { UNSUPPORTED, UNSUPPORTED_OPERATORS } from "./unsupported.ts";

/** Where an expression is read: its text, the names around it, and how deep it is nested. */
export interface Context {
  readonly source: Source;
  readonly scope: Scope;
  readonly depth: number;
}

type NodeOf<T> = Extract<acorn.AnyNode, { type: T }>;
type Rules = { readonly [T in acorn.AnyNode["type"]]?: (node: NodeOf<T>, context: Context) => Expression };

/** Numbers that have a name without `Math.`; `pi` and `e` as people write them. */
const NAMED_NUMBERS: ReadonlyMap<string, number> = new Map([
  ...constants,
  ["pi", Math.PI],
  ["e", Math.E],
  ["Infinity", Infinity],
  ["NaN", NaN],
]);

const callable = new Map([...mathFunctions].filter(([, record]) => record.callable));

/** Those of them that may be called as `Math.name`. */
const ofMath = new Map([...callable].filter(([, record]) => !record.own));

/** The functions of the math records that fold over any number of arguments in JavaScript. */
const VARIADIC: ReadonlySet<string> = new Set(["min", "max"]);

/** Reads an expression: resolves its names and refuses what kernels can't say. */
export function readExpression(node: acorn.AnyNode, context: Context): Expression {
  const { source, depth } = context;
  if (depth > MAX_DEPTH) source.reject(node, messages.tooDeep(MAX_DEPTH));
  const rule = rules[node.type] as ((node: acorn.AnyNode, context: Context) => Expression) | undefined;
  if (rule) return rule(node, { ...context, depth: depth + 1 });
  const typed = TYPED[node.type];
  if (typed) return readExpression((node as unknown as { expression: acorn.Expression }).expression, context);
  return source.reject(node, UNSUPPORTED[node.type] ?? messages.notNumber("this"));
}

/** What TypeScript writes around an expression without a meaning at run time. */
const TYPED: Readonly<Record<string, true>> = {
  ParenthesizedExpression: true,
  TSNonNullExpression: true,
  TSAsExpression: true,
  TSSatisfiesExpression: true,
};

const rules: Rules = {
  Literal(node, { source }) {
    if (typeof node.value === "number" || typeof node.value === "boolean") {
      return { kind: "literal", value: node.value, span: spanOf(node) };
    }
    if (node.bigint) return source.reject(node, messages.notNumber("a BigInt"));
    if (node.regex) return source.reject(node, messages.notNumber("a regular expression"));
    return source.reject(node, messages.notNumber(node.value === null ? "null" : "a string"));
  },

  Identifier: readName,

  MemberExpression(node, { source, scope }) {
    const name = mathMember(node, scope);
    if (name === undefined) {
      return source.reject(node, messages.unknownProperty(source.text.slice(node.start, node.end)));
    }
    const value = constants.get(name);
    if (value !== undefined) return { kind: "literal", value, span: spanOf(node) };
    if (ofMath.has(name)) return source.reject(node, messages.functionAsValue(`Math.${name}`));
    return source.reject(node.property, messages.unknownMathConstant(name, nearestName(name, constants.keys())));
  },

  UnaryExpression(node, context) {
    const { operator } = node;
    if (operator !== "-" && operator !== "+" && operator !== "!" && operator !== "~") {
      return context.source.reject(node, UNSUPPORTED_OPERATORS[operator]);
    }
    const operand = readExpression(node.argument, context);
    // A negative number is one constant, so that generated code shows it as written.
    if (operator === "-" && operand.kind === "literal" && typeof operand.value === "number") {
      return { ...operand, value: -operand.value, span: spanOf(node) };
    }
    return { kind: "unary", operator, operand, span: spanOf(node) };
  },

  BinaryExpression(node, context) {
    const { operator } = node;
    if (!isArithmetic(operator) && !isComparison(operator)) {
      return context.source.reject(operatorSpan(node, context.source), UNSUPPORTED_OPERATORS[operator]);
    }
    if (operator === "^" && !context.source.form.bitwise) {
      return context.source.reject(operatorSpan(node, context.source), messages.caret());
    }
    const left = readExpression(node.left, context);
    return { kind: "binary", operator, left, right: readExpression(node.right, context), span: spanOf(node) };
  },

  LogicalExpression(node, context) {
    const { operator } = node;
    if (operator === "??") {
      return context.source.reject(operatorSpan(node, context.source), UNSUPPORTED_OPERATORS[operator]);
    }
    const left = readExpression(node.left, context);
    return { kind: "logical", operator, left, right: readExpression(node.right, context), span: spanOf(node) };
  },

  ConditionalExpression(node, context) {
    return {
      kind: "conditional",
      condition: readExpression(node.test, context),
      then: readExpression(node.consequent, context),
      otherwise: readExpression(node.alternate, context),
      span: spanOf(node),
    };
  },

  CallExpression: readCall,
};

function readName(node: acorn.Identifier, { source, scope }: Context): Expression {
  const { name } = node;
  const span = spanOf(node);
  const binding = scope.find(name);
  switch (binding?.kind) {
    case "variable":
      return { kind: "read", variable: binding, span };
    case "function":
      return source.reject(span, messages.functionAsValue(name));
    case "import":
      return source.reject(span, messages.imported(name));
    case "prange":
      return source.reject(span, messages.prangeAsValue());
  }
  const value = NAMED_NUMBERS.get(name);
  if (value !== undefined) return { kind: "literal", value, span };
  if (name === "prange") return source.reject(span, messages.prangeAsValue());
  if (callable.has(name)) return source.reject(span, messages.functionAsValue(name));
  if (name === "undefined") return source.reject(span, messages.notNumber("undefined"));
  if (name === "arguments") return source.reject(span, messages.notNumber("arguments"));
  return source.reject(
    span,
    messages.unknownName(name, nearestName(name, [...scope.names(), ...NAMED_NUMBERS.keys()]), source.form),
  );
}

function readCall(node: acorn.CallExpression, context: Context): Expression {
  const { source } = context;
  const callee = resolveCallee(node.callee, context);
  const operands = node.arguments.map((argument) => readExpression(argument, context));
  const span = spanOf(node);
  if (callee.kind === "function") {
    const wanted = callee.node.parameters.length;
    if (operands.length !== wanted) source.reject(span, messages.arity(callee.node.name, wanted, operands.length));
    return { kind: "helper", callee: callee.node, operands, span };
  }
  const { record } = callee;
  if (VARIADIC.has(record.name)) {
    if (operands.length === 0) source.reject(span, messages.atLeastOne(record.name));
    // Math.min(x, y, z) is Math.min(Math.min(x, y), z).
    return operands.reduce((folded, operand) => ({ kind: "math", callee: record, operands: [folded, operand], span }));
  }
  if (operands.length !== record.arity) {
    source.reject(span, messages.arity(record.name, record.arity, operands.length));
  }
  return { kind: "math", callee: record, operands, span };
}

type Callee =
  | { readonly kind: "function"; readonly node: FunctionNode }
  | { readonly kind: "math"; readonly record: MathFunction };

function resolveCallee(node: acorn.Expression | acorn.Super, { source, scope }: Context): Callee {
  if (node.type === "Identifier") return resolveFunction(node, source, scope);
  if (node.type !== "MemberExpression") return source.reject(node, messages.notCallable());
  const name = mathMember(node, scope);
  if (name === undefined) return source.reject(node, messages.notCallable());
  const record = ofMath.get(name);
  if (record) return { kind: "math", record };
  if (name !== "random" && callable.has(name)) return source.reject(node, messages.notOfMath(name));
  if (name === "random") return source.reject(node, messages.random());
  if (constants.has(name)) return source.reject(node, messages.notFunction(`Math.${name}`));
  return source.reject(node.property, messages.unknownMathFunction(name, nearestName(name, ofMath.keys())));
}

function resolveFunction(node: acorn.Identifier, source: Source, scope: Scope): Callee {
  const { name } = node;
  const binding = scope.find(name);
  switch (binding?.kind) {
    case "function":
      return { kind: "function", node: binding };
    case "variable":
      return source.reject(node, messages.notFunction(name));
    case "import":
      return source.reject(node, messages.imported(name));
    case "prange":
      return source.reject(node, messages.prangeAsValue());
  }
  const record = callable.get(name);
  if (record) return { kind: "math", record };
  if (name === "prange") return source.reject(node, messages.prangeAsValue());
  if (NAMED_NUMBERS.has(name)) return source.reject(node, messages.notFunction(name));
  return source.reject(node, messages.unknownFunction(name, nearestName(name, [...scope.names(), ...callable.keys()])));
}

/** The `name` of `Math.name`, unless the text gives `Math` another meaning. */
function mathMember(node: acorn.MemberExpression, scope: Scope): string | undefined {
  const { object, property, computed } = node;
  if (object.type !== "Identifier" || object.name !== "Math" || scope.find("Math")) return undefined;
  return !computed && property.type === "Identifier" ? property.name : undefined;
}

/** The operator's own place between its operands. */
function operatorSpan(node: acorn.BinaryExpression | acorn.LogicalExpression, source: Source): Span {
  const start = source.text.indexOf(node.operator, node.left.end);
  return { start, end: start + node.operator.length };
}

/** Where a node is. */
export function spanOf(node: Span): Span {
  return { start: node.start, end: node.end };
}
