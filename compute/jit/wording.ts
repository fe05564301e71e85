import { positionOf, type Span } from "../errors.ts";
import type { Note, NoteKind, NotSplit } from "../pipeline.ts";
import type { DiagnosticKind, DiagnosticLevel } from "./diagnostics.ts";

/** From which level on each kind of entry is told. */
export const LEVELS: Readonly<Record<DiagnosticKind, DiagnosticLevel>> = {
  parallel: 1,
  serial: 1,
  reduction: 1,
  vectorised: 2,
  "not vectorised": 2,
  flattened: 2,
  split: 2,
  "not split": 2,
  near: 2,
  sequential: 2,
  hoisted: 3,
  reciprocal: 3,
  shared: 3,
  factored: 3,
  joined: 3,
  contracted: 3,
  expanded: 4,
  guards: 4,
  cost: 4,
};

/** How much of a line an excerpt shows, in UTF-16 units. */
const EXCERPT = 48;

/** The source at a place, on one line, and not too long. */
function excerptOf(source: string, { start, end }: Span): string {
  const text = source.slice(start, end).replace(/\s+/g, " ");
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1)}…` : text;
}

const WHY_NOT_SPLIT: Readonly<Record<NotSplit, string>> = {
  flags: "it would be, with fastmath's afn and reassoc",
  "not affine": "its argument is not affine in the index",
};

const count = (many: number, what: string) => `${many} ${what}${many === 1 ? "" : "s"}`;

/** Words each kind of note, given the source at its place. */
const WORDS: { readonly [K in NoteKind]: (note: Note & { kind: K }, at: string, source: string) => string } = {
  hoisted: (_, at) => `hoisted: ${at} doesn't vary within the loop, and is computed once before it`,
  reciprocal: (_, at) => `hoisted: ${at} multiplies by a reciprocal that is computed once before the loop`,
  shared: ({ first }, at, source) => {
    const line = first && positionOf(source, first.start).line;
    return `shared: ${at} is computed once${line ? `, with that of line ${line}` : ""}`;
  },
  factored: (_, at) => `factored: what multiplies each term of ${at} multiplies their sum, once a block`,
  joined: (_, at) => `joined: the constants of ${at}`,
  flattened: () => "branches: both sides are computed, and each lane takes its own",
  split: (_, at) => `strength-reduced: ${at} is a strip's value and a table's entry, multiplied and added`,
  "not split": ({ why }, at) => `not strength-reduced: ${at}: ${WHY_NOT_SPLIT[why]}`,
  near: (_, at) => `near: ${at} is a polynomial about the centre of a short strip, where its argument changes little`,
  expanded: ({ guards, proved }, at) => {
    const checked = guards === 0 ? "valid everywhere" : `${count(guards, "guard")} on its argument, ${proved} proved`;
    return `expanded: ${at}, inline, ${checked}`;
  },
  guards: ({ perStrip, perIteration }) =>
    `guards: ${perStrip} checked once a strip, ${perIteration} in each iteration; where one fails, its stretch of ` +
    "iterations is run again by the fallback",
  contracted: ({ count: many }) => `contracted: ${count(many, "multiply-add")} an iteration`,
};

/** A note in words. */
export function describeNote(note: Note, source: string): string {
  const word = WORDS[note.kind] as (note: Note, at: string, source: string) => string;
  return word(note, note.span ? excerptOf(source, note.span) : "", source);
}
