import { KernelSyntaxError } from "../errors.ts";
import { nearestName, parseConstant } from "../lang/mod.ts";

/** What is wrong with one field of a request. Plain JSON. */
export interface RequestError {
  /** The field's path: "expr", "n", "args.m", ...; "" for the request as a whole. */
  readonly field: string;
  /** What is wrong and what to write instead, without the field's name. */
  readonly message: string;
  /** 1-based place in the field's text, where the mistake has one. */
  readonly line?: number;
  readonly column?: number;
  /** The line at fault with a caret below it, for a terminal. */
  readonly excerpt?: string;
}

/** What an integer field allows, both ends included. */
export interface IntegerRange {
  readonly least: number;
  readonly most: number;
}

/** Says which word was meant and which there are. */
export function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestName(word, known);
  return `${nearest ? `did you mean ${nearest}? ` : ""}There ${known.length === 1 ? "is" : "are"} ${known.join(", ")}.`;
}

/** Reads the fields of a raw request one by one, gathering what is wrong instead of stopping at the first mistake. */
export class FieldReader {
  readonly errors: RequestError[] = [];

  constructor(readonly raw: Readonly<Record<string, unknown>>) {}

  /** Notes a mistake. */
  fail(field: string, message: string): undefined {
    this.errors.push({ field, message });
    return undefined;
  }

  /** Notes what a parser says of a field's text. */
  failSyntax(field: string, error: KernelSyntaxError): undefined {
    const { message, hint, line, column } = error.diagnostic;
    const [, text, caret] = error.message.slice(error.message.indexOf("\n" + line + " | ")).split("\n");
    const excerpt = text !== undefined && caret !== undefined ? `${text}\n${caret}` : undefined;
    this.errors.push({ field, message: hint ? `${message}: ${hint}` : message, line, column, excerpt });
    return undefined;
  }

  /** A finite number, given as such or as a constant expression. */
  number(field: string, value: unknown): number | undefined {
    if (typeof value !== "number" && typeof value !== "string") {
      return this.fail(field, `must be a number or a constant expression such as "pi/2", not ${describe(value)}`);
    }
    const number = typeof value === "number" ? value : this.#constant(field, value);
    if (number === undefined) return undefined;
    if (!Number.isFinite(number)) return this.fail(field, `must be a finite number, not ${number}`);
    return number;
  }

  #constant(field: string, text: string): number | undefined {
    if (text.trim() === "") return this.fail(field, "is empty: give a number");
    try {
      return parseConstant(text);
    } catch (error) {
      if (error instanceof KernelSyntaxError) return this.failSyntax(field, error);
      throw error;
    }
  }

  /** A number in a range, or the fallback where the field is absent. */
  numberWithin(field: string, [least, most]: readonly [number, number], fallback: number): number {
    const value = this.raw[field];
    if (value === undefined) return fallback;
    const number = this.number(field, value);
    if (number === undefined) return fallback;
    if (number < least || number > most) this.fail(field, `must be from ${least} to ${most}, not ${number}`);
    return number;
  }

  /** One or several integers in a range, without repetitions, or the fallback where the field is absent. */
  integers(field: string, range: IntegerRange, fallback: readonly number[] | undefined): readonly number[] {
    const value = this.raw[field];
    if (value === undefined) {
      if (!fallback) this.fail(field, "is missing");
      return fallback ?? [];
    }
    const list = Array.isArray(value) ? value : [value];
    if (list.length === 0) this.fail(field, "is empty: give at least one number");
    const integers = list.flatMap((item) => {
      const number = this.number(field, item);
      if (number === undefined) return [];
      const wrong = rangeMistake(number, range) ?? roundedMistake(item, range);
      if (wrong) this.fail(field, wrong);
      return wrong ? [] : [number];
    });
    return [...new Set(integers)];
  }

  /** An integer in a range, or the fallback where the field is absent. */
  integer(field: string, range: IntegerRange, fallback: number): number {
    if (Array.isArray(this.raw[field])) this.fail(field, "must be one number, not a list");
    return this.integers(field, range, [fallback])[0] ?? fallback;
  }

  /** One of some words, or the fallback where the field is absent. */
  word<T extends string>(field: string, known: readonly T[], fallback: T): T {
    const value = this.raw[field];
    if (value === undefined) return fallback;
    if (known.includes(value as T)) return value as T;
    this.fail(field, `${describe(value)} is unknown: ${suggestion(String(value), known)}`);
    return fallback;
  }

  /** A list of known words, without repetitions, or the fallback where the field is absent. */
  words(field: string, known: readonly string[], fallback: readonly string[]): readonly string[] {
    const value = this.raw[field];
    if (value === undefined) return fallback;
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
      this.fail(field, `must be a list of names, not ${describe(value)}`);
      return fallback;
    }
    if (value.length === 0) this.fail(field, `is empty: ${suggestion("", known)}`);
    for (const word of value) {
      if (!known.includes(word)) this.fail(field, `${describe(word)} is unknown: ${suggestion(word, known)}`);
    }
    return [...new Set(value as string[])];
  }

  /** True or false, or false where the field is absent. */
  flag(field: string): boolean {
    const value = this.raw[field];
    if (value !== undefined && typeof value !== "boolean") {
      this.fail(field, `must be true or false, not ${describe(value)}`);
    }
    return value === true;
  }
}

function rangeMistake(number: number, { least, most }: IntegerRange): string | undefined {
  if (!Number.isInteger(number)) return `must be an integer, not ${number}`;
  if (number < least) return `must be at least ${least}, not ${number}`;
  if (number > most) return `must be at most ${nameOf(most)}, not ${number}`;
  return undefined;
}

/** Digits that no number holds exactly, and that are rounded into the range. */
function roundedMistake(item: unknown, { most }: IntegerRange): string | undefined {
  const isAbove = typeof item === "string" && /^\d+$/.test(item.trim()) && BigInt(item) > most;
  return isAbove ? `must be at most ${nameOf(most)}, not ${item}` : undefined;
}

const nameOf = (limit: number) => limit === 2 ** 53 ? "2^53" : String(limit);

/** A value as its writer would recognise it, cut short. */
function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
