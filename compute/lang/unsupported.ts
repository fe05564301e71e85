import type { Message } from "./messages.ts";

const LOOP_HINT = "write: for (const i of prange(n)) { ... }, or a counting for";
const unsupported = (what: string, hint?: string, verb = "is"): Message => ({
  message: `${what} ${verb} not supported in kernels`,
  hint,
});
const many = (what: string, hint?: string) => unsupported(what, hint, "are");

/** Syntax that JavaScript and TypeScript have and kernels have not, by the type of its node. */
export const UNSUPPORTED: Readonly<Record<string, Message>> = {
  // Statements.
  ForInStatement: many("for-in loops", LOOP_HINT),
  LabeledStatement: many("labels"),
  SwitchStatement: unsupported("switch", "use if and else, or ?:"),
  TryStatement: unsupported("try", "nothing throws in a kernel: a bad number is NaN"),
  ThrowStatement: unsupported("throw", "return NaN instead"),
  DebuggerStatement: unsupported("debugger"),
  ClassDeclaration: many("classes", "write functions"),
  ExportAllDeclaration: many("re-exports"),
  TSInterfaceDeclaration: many("interfaces", "the types are number and boolean"),
  TSTypeAliasDeclaration: many("type aliases", "the types are number and boolean"),
  TSEnumDeclaration: many("enums", "use const"),
  TSModuleDeclaration: many("namespaces"),
  TSDeclareFunction: many("declarations without a body"),

  // Expressions.
  ArrayExpression: many("arrays", "kernels compute with numbers; reduce over prange"),
  ObjectExpression: many("objects", "kernels compute with numbers"),
  TemplateLiteral: many("strings", "kernels compute with numbers"),
  TaggedTemplateExpression: many("strings", "kernels compute with numbers"),
  ThisExpression: unsupported("this", "pass what it needs as a parameter"),
  NewExpression: unsupported("new", "kernels compute with numbers"),
  ClassExpression: many("classes", "write functions"),
  AwaitExpression: unsupported("await"),
  SpreadElement: unsupported("spread (...)", "write each argument"),
  SequenceExpression: unsupported("the comma operator", "write each as a statement of its own"),
  ChainExpression: many("optional chains (?.)"),
  ImportExpression: unsupported("import()"),
  MetaProperty: unsupported("import.meta"),
  AssignmentExpression: many(
    "assignments inside expressions",
    "assign in a statement of its own; to compare, write ===",
  ),
  UpdateExpression: many("++ and -- inside expressions", "write them as a statement of their own"),
  FunctionExpression: many("functions as values", "name it: const f = (x: number) => ..., and call it"),
  FunctionDeclaration: many("functions as values", "name it: const f = (x: number) => ..., and call it"),
  ArrowFunctionExpression: many("functions as values", "name it: const f = (x: number) => ..., and call it"),
  TSTypeAssertion: many("type assertions"),
};

/** Operators that kernels have not. */
export const UNSUPPORTED_OPERATORS: Readonly<Record<string, Message>> = {
  "??": unsupported("??", "numbers are never null"),
  "in": unsupported("in"),
  "instanceof": unsupported("instanceof"),
  "typeof": unsupported("typeof", "every value is a number or a condition"),
  "void": unsupported("void"),
  "delete": unsupported("delete"),
};
