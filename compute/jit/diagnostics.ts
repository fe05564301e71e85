import { positionOf, type Span, UnsupportedError } from "../errors.ts";
import { flagsOf, type Loop, type Parallel, type Region, regionsOf } from "../ir/mod.ts";
import { type CompiledKernel, type Note, type NoteKind, trace } from "../pipeline.ts";
import { loopsOf } from "./loops.ts";
import { describeNote, LEVELS } from "./wording.ts";

/**
 * How much `diagnostics` tells: 1 loops and reductions; 2 also what is vectorised and strength-reduced, and why not; 3
 * also what is hoisted and shared; 4 all, down to guards and costs.
 */
export type DiagnosticLevel = 1 | 2 | 3 | 4;

/** What an entry is about: the loops as written and as generated, or a note of a pass. */
export type DiagnosticKind =
  | "parallel"
  | "serial"
  | "reduction"
  | "sequential"
  | "vectorised"
  | "not vectorised"
  | "cost"
  | NoteKind;

/** One thing that the compiler did, or didn't, at a place of the source. */
export interface DiagnosticEntry {
  readonly level: DiagnosticLevel;
  readonly kind: DiagnosticKind;
  /** The place; its line is 1-based. */
  readonly span: Span;
  readonly line: number;
  readonly message: string;
}

/** How a kernel is called, as far as it matters here. */
export interface CallSettings {
  readonly parallel: boolean;
  readonly jobs: number;
}

/** What the compiler did with a kernel, line by line. As a text, for people; `entries` hold the same in parts. */
export class KernelDiagnostics {
  readonly name: string;
  /** In the order of the source, what is about one place together. */
  readonly entries: readonly DiagnosticEntry[];
  readonly #source: string;
  readonly #flags: string;

  constructor({ kernel, fastmath }: CompiledKernel, entries: readonly DiagnosticEntry[]) {
    this.name = kernel.name;
    this.entries = entries;
    this.#source = kernel.source;
    this.#flags = flagsOf(fastmath).join(", ") || "none";
  }

  toString(): string {
    const lines = [`${this.name}, fastmath: ${this.#flags}`];
    let line = 0;
    for (const entry of this.entries) {
      if (entry.line !== line) {
        line = entry.line;
        lines.push(`${line} | ${positionOf(this.#source, entry.span.start).text.trimEnd()}`);
      }
      lines.push(`    - ${entry.message}`);
    }
    if (this.entries.length === 0) lines.push("    - no parallel loop: all of it runs as scalar code on this thread");
    return lines.join("\n");
  }
}

/**
 * Tells what the compiler did with a kernel for the CPU, and why it didn't do more.
 *
 * @param compiled The kernel; its code is generated if it hasn't been.
 */
export function diagnose(compiled: CompiledKernel, level: DiagnosticLevel, settings: CallSettings): KernelDiagnostics {
  if (![1, 2, 3, 4].includes(level)) {
    throw new RangeError(`diagnostics has the levels 1 to 4, the last telling most: it was asked for ${level}`);
  }
  const { source } = compiled.kernel;
  const whole = { start: 0, end: source.length };
  const entry = (kind: DiagnosticKind, span: Span | undefined, message: string): DiagnosticEntry => {
    const place = span ?? whole;
    return { level: LEVELS[kind], kind, span: place, line: positionOf(source, place.start).line, message };
  };
  const loops = loopsOf(compiled.kernel).flatMap(({ loop, within }) => {
    const around = within && positionOf(source, (within.span ?? whole).start).line;
    return [
      around === null
        ? entry("parallel", loop.span, `parallel loop over ${loop.index.name}: ${where(settings)}`)
        : entry(
          "serial",
          loop.span,
          `serial loop over ${loop.index.name}: it is inside the parallel one of line ${around}`,
        ),
      ...loop.reductions.map(({ kind, name, span }) =>
        entry("reduction", span ?? loop.span, `reduction: ${kind} of ${name}`)
      ),
      ...sequentialLoops(loop.body).map(({ span }) =>
        entry("sequential", span ?? loop.span, "sequential loop: it turns until both lanes of a vector are done")
      ),
    ];
  });
  const { steps, notes } = trace(compiled, "wasm");
  const optimised = loopsOf(steps.at(-1)?.kernel ?? compiled.kernel).map(({ loop }) => loop);
  const generated = optimised.flatMap((loop, number) =>
    describeCode(compiled, loop, number).map(({ kind, message }) => entry(kind, loop.span, message))
  );
  const noted = outermost(notes).map(({ note, times }) =>
    entry(note.kind, note.span, describeNote(note, source) + (times > 1 ? ` (${times} times)` : ""))
  );
  const entries = [...loops, ...generated, ...noted]
    .filter((entry) => entry.level <= level)
    .toSorted((x, y) => x.line - y.line);
  return new KernelDiagnostics(compiled, entries);
}

/** The sequential loops of a region, those within others included. */
function sequentialLoops(region: Region): Loop[] {
  return region.instructions.flatMap((one) => [
    ...(one.kind === "loop" ? [one] : []),
    ...regionsOf(one).flatMap(sequentialLoops),
  ]);
}

function where({ parallel, jobs }: CallSettings): string {
  if (!parallel) return "called on one core, since jit's option parallel is false";
  return jobs === 1 ? "one thread" : `up to ${jobs} threads`;
}

/** What the generated code of a loop is like. */
function describeCode(
  compiled: CompiledKernel,
  loop: Parallel,
  number: number,
): { kind: "vectorised" | "not vectorised" | "cost"; message: string }[] {
  let pairs: number;
  try {
    pairs = compiled.wasm.loops[number].unroll;
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return [{ kind: "not vectorised", message: `not vectorised, run as JavaScript: ${error.message}` }];
  }
  const { body, strip, near } = loop;
  const calls = [...new Set(body.instructions.flatMap((one) => one.kind === "call" ? [one.callee.name] : []))];
  const tables = strip?.entries.length ?? 0;
  const turn = pairs === 1 ? "one pair" : `${pairs} pairs`;
  const except = calls.length > 0 ? `, but for calls of ${calls.join(", ")}, lane by lane` : "";
  const tabulated = tables > 0 ? `, ${tables} ${tables === 1 ? "table" : "tables"} of ${strip!.length} entries` : "";
  const count = (region: Region) => region.instructions.filter(({ kind }) => kind !== "guard").length;
  const nearby = near ? `, ${count(near.body)} near the centre of a strip` : "";
  return [
    { kind: "vectorised", message: `vectorised: two iterations in each f64x2, ${turn} a turn${except}` },
    { kind: "cost", message: `cost: ${count(body)} operations an iteration${nearby}${tabulated}` },
  ];
}

/** Each thing once, counted; and of what is hoisted or shared the whole, not its parts. */
function outermost(notes: readonly Note[]): { note: Note; times: number }[] {
  const counted = new Map<string, { note: Note; times: number }>();
  for (const note of notes) {
    if (!note.span) continue;
    const key = JSON.stringify(note);
    const known = counted.get(key);
    if (known) known.times++;
    else counted.set(key, { note, times: 1 });
  }
  const all = [...counted.values()];
  const isPart = ({ note }: { note: Note }) =>
    (note.kind === "hoisted" || note.kind === "shared") &&
    all.some(({ note: other }) => other.kind === note.kind && contains(other.span!, note.span!));
  return all.filter((one) => !isPart(one));
}

/** Whether a span lies in another, and is not the same. */
function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end && outer.end - outer.start > inner.end - inner.start;
}
