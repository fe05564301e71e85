import { type Expression as EsExpression, Parser, type Program } from "acorn";
import type { Span } from "../errors.ts";
import { type Message, messages } from "./messages.ts";
import type { Source } from "./source.ts";
import { UNSUPPORTED } from "./unsupported.ts";
import { ParseBudgetExceeded, TypeScriptParser } from "./typescript_parser.ts";

/** The longest text that is taken, in UTF-16 units. */
export const MAX_LENGTH = 100_000;

const OPTIONS = { ecmaVersion: "latest", sourceType: "module" } as const;

/**
 * Parses a text: a module, or an expression alone.
 *
 * @throws {KernelSyntaxError} If it is neither.
 */
export function parseText(source: Source): Program {
  return parse(source, (Dialect) => {
    const start = anonymousFunction(Dialect, source.text);
    if (start === undefined) return Dialect.parse(source.text, OPTIONS);
    const expression = Dialect.parseExpressionAt(source.text, start, OPTIONS);
    const rest = source.text.slice(expression.end).search(/[^\s;]/);
    if (rest >= 0) unexpected(source, expression.end + rest);
    return asProgram(expression);
  });
}

/** Where a text begins with a function without a name, which is an expression, but which no statement begins with. */
function anonymousFunction(Dialect: typeof Parser, text: string): number | undefined {
  const tokens = Dialect.tokenizer(text, OPTIONS);
  const [first, ...rest] = Array.from({ length: 4 }, () => tokens.getToken());
  const words = [first, ...rest].map((token) => text.slice(token.start, token.end)).join(" ");
  return /^(async )?function (\* )?\(/.test(words) ? first.start : undefined;
}

/**
 * Parses as JavaScript and, where it isn't, as TypeScript: acorn alone is faster and points more exactly than with the
 * plug-in, which takes `a < b > (c)` for a generic call.
 */
function parse(source: Source, read: (Dialect: typeof Parser) => Program): Program {
  const { text } = source;
  if (text.length > MAX_LENGTH) source.reject({ start: 0, end: 0 }, messages.tooLong(text.length, MAX_LENGTH));
  if (text.trim() === "") source.reject({ start: 0, end: 0 }, messages.empty(source.form));
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) {
    source.reject({ start: 0, end: text.length }, messages.nativeFunction());
  }
  let plain: ParseFailure;
  try {
    return read(Parser);
  } catch (error) {
    plain = failureOf(error);
  }
  try {
    return read(TypeScriptParser);
  } catch (error) {
    if (error instanceof ParseBudgetExceeded) source.reject({ start: plain.pos, end: plain.pos }, messages.tooHard());
    const typed = failureOf(error);
    // An unterminated text or comment is one in both, but the plug-in's guesses hide it.
    return explain(source, typed.pos > plain.pos && !plain.message.startsWith("Unterminated") ? typed : plain);
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

type Explanation = (match: RegExpMatchArray, token: string, source: Source) => Message;

/** acorn's wording, and ours. */
const EXPLANATIONS: readonly (readonly [RegExp, Explanation])[] = [
  [/^Not enough stack space/, () => messages.tooDeep(MAX_DEPTH)],
  [/^Identifier '(.*)' has already been declared/, ([, name]) => messages.duplicate(name)],
  [/^Argument name clash/, (_, token) => messages.duplicateParameter(token)],
  [/^Unexpected character '(.*)'/s, ([, what]) => messages.unexpectedCharacter(what)],
  [
    /^(?:Unexpected keyword|The keyword|Unexpected reserved word|Binding) '(.*?)'/,
    ([, name]) => messages.keyword(name),
  ],
  [/^Identifier directly after number/, () => messages.juxtaposed()],
  [/^Assigning to rvalue/, () => messages.assignTarget()],
  [/^'return' outside of function/, (_match, _token, source) => messages.shape(source.form)],
  [/^Cannot use keyword 'await'/, () => UNSUPPORTED.AwaitExpression],
];

/** Deepest nesting of the tree that is taken; acorn's own stack is larger. */
export const MAX_DEPTH = 250;

function explain(source: Source, failure: ParseFailure): never {
  const detail = failure.message.replace(/ \(\d+:\d+\)$/, "");
  if (/^Unexpected token/.test(detail)) unexpected(source, failure.pos);
  const at = tokenAt(source.text, failure.pos);
  for (const [pattern, message] of EXPLANATIONS) {
    const match = detail.match(pattern);
    if (match) source.reject(at, message(match, source.text.slice(at.start, at.end), source));
  }
  source.reject(at, messages.syntax(detail.charAt(0).toLowerCase() + detail.slice(1)));
}

function unexpected(source: Source, offset: number): never {
  const at = tokenAt(source.text, offset);
  const token = source.text.slice(at.start, at.end);
  source.reject(at, token === "" ? messages.endsEarly() : messages.unexpected(token));
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
