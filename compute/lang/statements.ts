import type * as acorn from "acorn";
import { readAssigning } from "./assignments.ts";
import { isLeft, withoutExits } from "./exits.ts";
import { type Context, readExpression, spanOf } from "./expressions.ts";
import { messages } from "./messages.ts";
import { annotatedType, type Annotation, declareVariable, readParameter } from "./parameters.ts";
import { MAX_DEPTH } from "./parse.ts";
import { Scope } from "./scope.ts";
import type { Expression, FunctionNode, Statement, Variable, While } from "./syntax.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** Where statements are read. */
export interface BlockContext extends Context {
  /** Whether a parallel loop of the same function is around them. */
  readonly parallel: boolean;
  /** The innermost loop of the same function around them. */
  readonly loop: "parallel" | "sequential" | null;
}

/** A function as acorn gives it. */
export type AnyFunction =
  | acorn.ArrowFunctionExpression
  | acorn.FunctionExpression
  | acorn.FunctionDeclaration
  | acorn.AnonymousFunctionDeclaration;

/** Tells whether a node is a function. */
function isFunction(node: { readonly type: string }): node is AnyFunction {
  return /^(ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(node.type);
}

/** The function that a variable is given: written there, or passed to `jit` of the library. */
export function functionIn(node: acorn.AnyNode): AnyFunction | undefined {
  if (isFunction(node)) return node;
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "jit") {
    return undefined;
  }
  const [argument] = node.arguments;
  return argument && isFunction(argument) ? argument : undefined;
}

/**
 * Reads a function's parameters and, when `readBody` is called, its body: after all names around it are declared, so
 * that helpers may call each other whatever their order.
 */
export function readFunction(node: AnyFunction, name: string, context: Context) {
  const { source } = context;
  if (node.async) source.reject(node, messages.asyncFunction());
  if (node.generator) source.reject(node, messages.generatorFunction());
  const read: FunctionNode = {
    kind: "function",
    name,
    span: spanOf(node),
    parameters: [],
    body: [],
    end: { start: node.end - 1, end: node.end },
    result: annotatedType((node as { returnType?: Annotation }).returnType, source),
  };
  const scope = new Scope(context.scope, read);
  for (const parameter of node.params) {
    const variable = readParameter(parameter, read, source);
    read.parameters.push(variable);
    scope.declare(variable);
  }
  const readBody = () => {
    const inner: BlockContext = { ...context, scope, depth: context.depth + 1, parallel: false, loop: null };
    read.body = node.body.type === "BlockStatement"
      ? withoutExits(readBlock(node.body.body, inner), read)
      : [{ kind: "return", value: readExpression(node.body, inner), span: spanOf(node.body) }];
  };
  return { function: read, readBody };
}

type NodeOf<T> = Extract<acorn.AnyNode, { type: T }>;
type Rules = { readonly [T in acorn.AnyNode["type"]]?: (node: NodeOf<T>, context: BlockContext) => Statement[] };

/** What a block declares, found before its statements are read, since a helper may be used above its definition. */
interface Declarations {
  readonly variables: Map<acorn.Node, Variable>;
  readonly bodies: (() => void)[];
}

const declarationsOf = new WeakMap<Scope, Declarations>();

/** Reads the statements of a block whose names `context.scope` will hold. */
export function readBlock(nodes: readonly acorn.AnyNode[], context: BlockContext): Statement[] {
  const declarations: Declarations = { variables: new Map(), bodies: [] };
  declarationsOf.set(context.scope, declarations);
  for (const node of nodes) declare(node, context, declarations);
  const statements = nodes.flatMap((node) => readStatement(node, context));
  declarations.bodies.forEach((readBody) => readBody());
  return statements;
}

/** Adds the names that a statement declares to the block's scope. */
function declare(node: acorn.AnyNode, context: BlockContext, declarations: Declarations): void {
  const { source, scope } = context;
  const addFunction = (node: AnyFunction, name: string) => {
    const { function: helper, readBody } = readFunction(node, name, context);
    scope.declare(helper);
    declarations.bodies.push(readBody);
  };
  if (node.type === "FunctionDeclaration") addFunction(node, node.id!.name);
  if (node.type !== "VariableDeclaration") return;
  for (const declarator of node.declarations) {
    const { id, init } = declarator;
    if (id.type !== "Identifier") return source.reject(id, messages.pattern());
    const helper = node.kind === "const" && init ? functionIn(init) : undefined;
    if (helper) {
      addFunction(helper, id.name);
    } else {
      const type = annotatedType((id as { typeAnnotation?: Annotation }).typeAnnotation, source);
      const variable = declareVariable(id, { mutable: node.kind !== "const", owner: scope.owner, type });
      scope.declare(variable);
      declarations.variables.set(declarator, variable);
    }
  }
}

function readStatement(node: acorn.AnyNode, context: BlockContext): Statement[] {
  if (context.depth > MAX_DEPTH) context.source.reject(node, messages.tooDeep(MAX_DEPTH));
  const rule = rules[node.type] as ((node: acorn.AnyNode, context: BlockContext) => Statement[]) | undefined;
  if (!rule) return context.source.reject(node, UNSUPPORTED[node.type] ?? messages.statement());
  return rule(node, context);
}

/** Reads a block or a lone statement as a block of its own. */
function readInner(node: acorn.Statement, context: BlockContext): Statement[] {
  const scope = new Scope(context.scope, context.scope.owner);
  const statements = node.type === "BlockStatement" ? node.body : [node];
  return readBlock(statements, { ...context, scope, depth: context.depth + 1 });
}

const rules: Rules = {
  EmptyStatement: () => [],

  BlockStatement: readInner,

  FunctionDeclaration: () => [],

  VariableDeclaration(node, context) {
    const { source, scope } = context;
    if (node.kind !== "const" && node.kind !== "let") source.reject(node, messages.variableKind(node.kind));
    return node.declarations.flatMap((declarator): Statement[] => {
      const variable = declarationsOf.get(scope)!.variables.get(declarator);
      if (!variable) return [];
      const value = declarator.init ? readExpression(declarator.init, context) : null;
      if (value) variable.first = value;
      return [{ kind: "declare", variable, value, span: spanOf(declarator) }];
    });
  },

  ExpressionStatement(node, context) {
    const { expression } = node;
    const assigning = readAssigning(expression, context);
    if (assigning) return [assigning];
    if (expression.type === "Literal" && "directive" in node) return [];
    readExpression(expression, context);
    return context.source.reject(expression, messages.uselessExpression());
  },

  IfStatement(node, context) {
    return [{
      kind: "if",
      condition: readExpression(node.test, context),
      then: readInner(node.consequent, context),
      otherwise: node.alternate ? readInner(node.alternate, context) : [],
      span: spanOf(node),
    }];
  },

  ForOfStatement(node, context) {
    const { source } = context;
    if (node.await) source.reject(node, messages.forOf());
    const { left } = node;
    if (left.type !== "VariableDeclaration" || left.kind === "var") return source.reject(left, messages.forOutside());
    const { id } = left.declarations[0];
    if (id.type !== "Identifier") return source.reject(id, messages.pattern());
    const range = readRange(node.right, context);
    const scope = new Scope(context.scope, context.scope.owner);
    const index = declareVariable(id, { mutable: left.kind === "let", owner: scope.owner, type: "f64" });
    scope.declare(index);
    const body = readInner(node.body, { ...context, scope, parallel: true, loop: "parallel" });
    return [{ kind: "loop", index, ...range, body, span: spanOf(node) }];
  },

  WhileStatement(node, context) {
    const body = readInner(node.body, { ...context, loop: "sequential" });
    const test = readTest(node.test, context);
    return sequential(node, { test, body, update: [], ownUpdate: false }, context);
  },

  /** As a loop whose variable `again` is true at first. */
  DoWhileStatement(node, context) {
    const span = spanOf(node);
    const again: Variable = { kind: "variable", name: "again", mutable: true, owner: context.scope.owner, span };
    const body = readInner(node.body, { ...context, loop: "sequential" });
    const value = readTest(node.test, context);
    if (!value) return sequential(node, { test: null, body, update: [], ownUpdate: true }, context);
    const test: Expression = { kind: "read", variable: again, span };
    const update: Statement[] = [{ kind: "assign", variable: again, operator: null, value, span: spanOf(node.test) }];
    const first: Expression = { kind: "literal", value: true, span };
    return [
      { kind: "declare", variable: again, value: first, span },
      ...sequential(node, { test, body, update, ownUpdate: true }, context),
    ];
  },

  ForStatement(node, context) {
    const scope = new Scope(context.scope, context.scope.owner);
    const inner: BlockContext = { ...context, scope };
    const declares = node.init?.type === "VariableDeclaration";
    const before = declares ? readBlock([node.init!], inner) : readEffects(node.init, context);
    const test = node.test ? readTest(node.test, inner) : null;
    const update = readEffects(node.update, inner);
    const body = readInner(node.body, { ...inner, loop: "sequential" });
    const own = new Set(before.flatMap((one) => one.kind === "declare" ? [one.variable] : []));
    const ownUpdate = update.every((one) => one.kind === "assign" && own.has(one.variable));
    return [...before, ...sequential(node, { test, body, update, ownUpdate }, context)];
  },

  BreakStatement(node, context) {
    const { source } = context;
    if (context.loop === "parallel") source.reject(node, messages.breakInRange());
    return [{ kind: "break", span: spanOf(node) }];
  },

  ContinueStatement: (node) => [{ kind: "continue", span: spanOf(node) }],

  ReturnStatement(node, context) {
    const { source } = context;
    if (context.parallel) return source.reject(node, messages.returnInLoop());
    if (!node.argument) return source.reject(node, messages.emptyReturn());
    return [{ kind: "return", value: readExpression(node.argument, context), span: spanOf(node) }];
  },
};

/** A test; null where it is written as true. */
function readTest(node: acorn.Expression, context: BlockContext): Expression | null {
  const test = readExpression(node, context);
  return test.kind === "literal" && test.value === true ? null : test;
}

/** What a counting loop does before its first turn, or after each. */
function readEffects(node: acorn.AnyNode | null | undefined, context: BlockContext): Statement[] {
  if (!node) return [];
  if (node.type === "SequenceExpression") return node.expressions.flatMap((one) => readEffects(one, context));
  const assigning = readAssigning(node as acorn.Expression, context);
  if (assigning) return [assigning];
  readExpression(node, context);
  return context.source.reject(node, messages.uselessExpression());
}

/** A sequential loop, which must have a way to end. */
function sequential(
  node: acorn.AnyNode,
  loop: Pick<While, "test" | "body" | "update" | "ownUpdate">,
  { source }: BlockContext,
): [While] {
  if (!loop.test && !isLeft(loop.body)) source.reject(node, messages.endless());
  return [{ kind: "while", ...loop, span: spanOf(node) }];
}

/** Reads `prange(n)` or `prange(start, stop)`. */
function readRange(node: acorn.Expression, context: BlockContext): { start: Expression; stop: Expression } {
  const { source, scope } = context;
  if (node.type !== "CallExpression") return source.reject(node, messages.forOf());
  const { callee } = node;
  if (callee.type !== "Identifier") return source.reject(callee, messages.forOf());
  const binding = scope.find(callee.name);
  if (binding ? binding.kind !== "prange" : callee.name !== "prange") {
    return source.reject(callee, messages.forRange(callee.name));
  }
  if (node.arguments.length === 3) return source.reject(node.arguments[2], messages.prangeStep());
  const bounds = node.arguments.map((argument) => readExpression(argument, context));
  switch (bounds.length) {
    case 1:
      return { start: { kind: "literal", value: 0, span: bounds[0].span }, stop: bounds[0] };
    case 2:
      return { start: bounds[0], stop: bounds[1] };
    default:
      return source.reject(node, messages.prangeArguments(bounds.length));
  }
}
