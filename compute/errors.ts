/** A half-open range of UTF-16 offsets into the source text: `[start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where something is in a source text, for people: 1-based line and column, and the line itself. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * Finds the line and column of an offset.
 *
 * @param source The whole source text.
 * @param offset A UTF-16 offset into it.
 * @returns The 1-based line and column, with the text of that line.
 */
export function positionOf(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineEnd = source.indexOf("\n", lineStart);
  return { line, column: offset - lineStart + 1, text: source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd) };
}

/** What a kernel's author reads: what is wrong, where, and what to write instead. JSON-serialisable. */
export interface Diagnostic {
  readonly message: string;
  /** What to write instead, where there is such a thing. */
  readonly hint?: string;
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** How much of a line a message shows, in UTF-16 units. */
const EXCERPT = 160;

/**
 * A kernel that Lanes can't compile. Its `message` holds the whole text for a terminal: what is wrong, the line with a
 * caret, and what to write instead; its `diagnostic` holds the same in parts.
 */
export class KernelSyntaxError extends SyntaxError {
  override readonly name = "KernelSyntaxError";
  readonly diagnostic: Diagnostic;

  constructor(message: string, source: string, span: Span, hint?: string) {
    const { line, column, text } = positionOf(source, span.start);
    const left = Math.max(0, column - 1 - EXCERPT / 2);
    const excerpt = text.slice(left, left + EXCERPT).trimEnd();
    const width = Math.max(1, Math.min(span.end - span.start, excerpt.length - (column - 1 - left)));
    const gutter = `${line} | `;
    const caret = " ".repeat(gutter.length + column - 1 - left) + "^".repeat(width);
    super(`${message} (line ${line}, column ${column})\n${gutter}${excerpt}\n${caret}${hint ? `\n${hint}` : ""}`);
    this.diagnostic = { message, hint, span, line, column };
  }
}

/** Something that this machine, target or precision can't do. The message says what, and what to do instead. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
}

/** A run that was cancelled through its `AbortSignal`; named like the platform's own. */
export function abortError(reason?: unknown): DOMException | Error {
  if (reason instanceof DOMException || reason instanceof Error) return reason;
  return new DOMException(typeof reason === "string" ? reason : "the run was cancelled", "AbortError");
}
