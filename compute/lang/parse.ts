import { type Expression as EsExpression, Parser, type Program } from "acorn";
import { tsPlugin } from "@sveltejs/acorn-typescript";
import type { Span } from "../errors.ts";
import { type Message, messages } from "./messages.ts";
import type { Source } from "./source.ts";

/** The longest text that is taken, in UTF-16 units. */
export const MAX_LENGTH = 100_000;

// Most kernels have no type but `number`, and acorn alone is faster and points more exactly than with the plug-in,
// which takes `a < b > (c)` for a generic call. So it reads the text only where plain JavaScript doesn't.
const TypeScriptParser = Parser.extend(tsPlugin() as unknown as (BaseParser: typeof Parser) => typeof Parser);

const OPTIONS = { ecmaVersion: "latest", sourceType: "module" } as const;

/** Parses the text of a kernel: a module, or a function alone. */
export function parseModule(source: Source): Program {
  return parse(source, "kernel", (Dialect) => {
    // A function without a name is an expression, but a statement can't begin with one.
    if (!/^\s*(async\s+)?function\s*\*?\s*\(/.test(source.text)) return Dialect.parse(source.text, OPTIONS);
    const start = source.text.search(/\S/);
    const expression = Dialect.parseExpressionAt(source.text, start, OPTIONS);
    const rest = source.text.slice(expression.end).search(/[^\s;]/);
    if (rest >= 0) unexpected(source, expression.end + rest);
    return asProgram(expression);
  });
}

/** Parses the text of an expression; what else it holds is left to the reader of the tree. */
export function parseExpression(source: Source, what: string): Program {
  return parse(source, what, (Dialect) => Dialect.parse(source.text, OPTIONS));
}

function parse(source: Source, what: string, read: (Dialect: typeof Parser) => Program): Program {
  const { text } = source;
  if (text.length > MAX_LENGTH) source.reject({ start: 0, end: 0 }, messages.tooLong(text.length, MAX_LENGTH));
  if (text.trim() === "") source.reject({ start: 0, end: 0 }, messages.empty(what));
  let plain: ParseFailure;
  try {
    return read(Parser);
  } catch (error) {
    plain = failureOf(error);
  }
  try {
    return read(TypeScriptParser);
  } catch (error) {
    const typed = failureOf(error);
    return explain(source, typed.pos > plain.pos ? typed : plain);
  }
}

/** What acorn throws: a SyntaxError with an offset. */
interface ParseFailure {
  readonly message: string;
  readonly pos: number;
}

function failureOf(error: unknown): ParseFailure {
  if (error instanceof SyntaxError && typeof (error as { pos?: unknown }).pos === "number") {
    return error as SyntaxError & ParseFailure;
  }
  throw error;
}

type Explanation = (match: RegExpMatchArray) => Message;

/** acorn's wording, and ours. */
const EXPLANATIONS: readonly (readonly [RegExp, Explanation])[] = [
  [/^Not enough stack space/, () => messages.tooDeep(MAX_DEPTH)],
  [/^Identifier '(.*)' has already been declared/, ([, name]) => messages.duplicate(name)],
  [/^Argument name clash/, () => messages.duplicateParameter("")],
  [/^Unexpected character '(.*)'/s, ([, what]) => messages.unexpectedCharacter(what)],
  [
    /^(?:Unexpected keyword|The keyword|Unexpected reserved word|Binding) '(.*?)'/,
    ([, name]) => messages.keyword(name),
  ],
  [/^Assigning to rvalue/, () => messages.assignTarget()],
  [/^'return' outside of function/, () => messages.noKernel()],
];

/** Deepest nesting of the tree that is taken; acorn's own stack is larger. */
export const MAX_DEPTH = 250;

function explain(source: Source, failure: ParseFailure): never {
  const detail = failure.message.replace(/ \(\d+:\d+\)$/, "");
  if (/^Unexpected token/.test(detail)) unexpected(source, failure.pos);
  const at = tokenAt(source.text, failure.pos);
  for (const [pattern, message] of EXPLANATIONS) {
    const match = detail.match(pattern);
    if (match) {
      if (/^Argument/.test(detail)) source.reject(at, messages.duplicateParameter(source.text.slice(at.start, at.end)));
      source.reject(at, message(match));
    }
  }
  source.reject(at, messages.syntax(detail.charAt(0).toLowerCase() + detail.slice(1)));
}

function unexpected(source: Source, offset: number): never {
  const at = tokenAt(source.text, offset);
  const token = source.text.slice(at.start, at.end);
  if (token === "") source.reject(at, messages.endsEarly());
  if (token.startsWith("**")) source.reject(at, messages.powerOfNegative());
  source.reject(at, messages.unexpected(token));
}

/** The word, number or sign at an offset, or an empty span at the text's end. */
function tokenAt(text: string, offset: number): Span {
  const token = /[\p{L}\p{N}_$]+|\*\*|=>|[^\s]/uy;
  token.lastIndex = offset;
  return { start: offset, end: offset + (token.exec(text)?.[0].length ?? 0) };
}

function asProgram(expression: EsExpression): Program {
  const { start, end } = expression;
  return {
    type: "Program",
    sourceType: "module",
    start,
    end,
    body: [{ type: "ExpressionStatement", expression, start, end }],
  };
}
