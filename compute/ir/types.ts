/**
 * The typed kernel: structured SSA. Each value is defined once; control flow is nested regions that yield results, so
 * that a variable assigned in a branch becomes a result of the `if`, and a reduction variable a carried value of its
 * parallel loop. Nodes are immutable; passes build new kernels.
 */
import type { Span } from "../errors.ts";
import type { OperationName } from "./operations.ts";

/**
 * `f64` and `bool` are the language's; `i32` is what its bitwise operators compute with, 32 bits in two's complement;
 * `bits` is the 64 bits of an f64 as an unsigned integer, used by expansions.
 */
export type Type = "f64" | "bool" | "i32" | "bits";

export type Value = Constant | Parameter | Operation | Call | Result;

export interface Constant {
  readonly kind: "constant";
  readonly type: Type;
  /** A number for `f64` and `i32`, a boolean for `bool`, a bigint in [0, 2^64) for `bits`. */
  readonly value: number | boolean | bigint;
}

/** A kernel's parameter, a loop's index, or a value carried into a region. */
export interface Parameter {
  readonly kind: "parameter";
  readonly type: Type;
  readonly name: string;
}

/** An operation of `operations.ts`, on values. */
export interface Operation {
  readonly kind: "operation";
  readonly type: Type;
  readonly operation: OperationName;
  readonly operands: readonly Value[];
  /** The source's name for this value, where it has one; for readable code only. */
  readonly name?: string;
  readonly span?: Span;
}

/** A call of a mathematical function; takes and gives f64. */
export interface Call {
  readonly kind: "call";
  readonly type: "f64";
  readonly callee: Callee;
  readonly operands: readonly Value[];
  readonly name?: string;
  readonly span?: Span;
}

/** What the IR must know of a mathematical function; the records of `math` are such. */
export interface Callee {
  readonly name: string;
  readonly arity: number;
  /** The function's meaning: what JavaScript gives, or for functions that it lacks, within 1 ULP. */
  readonly evaluate: (...args: number[]) => number;
}

/** One result of an `If`, a `Loop` or a `Parallel`. */
export interface Result {
  readonly kind: "result";
  readonly type: Type;
  readonly name?: string;
}

export type Instruction = Operation | Call | If | Loop | Parallel | Guard;

/** Straight-line instructions in order of definition, and the values that the region yields. */
export interface Region {
  readonly instructions: readonly Instruction[];
  readonly results: readonly Value[];
}

export interface If {
  readonly kind: "if";
  readonly condition: Value;
  readonly then: Region;
  readonly otherwise: Region;
  /** One for each result of the two regions. */
  readonly results: readonly Result[];
  readonly span?: Span;
}

/**
 * A sequential loop: as long as `test` yields true, `body` makes the next carried values of the last. It may stand
 * inside of a parallel loop, where each iteration runs it to its own end, or around one.
 */
export interface Loop {
  readonly kind: "loop";
  readonly initial: readonly Value[];
  /** One for each initial value, seen by both regions. */
  readonly carried: readonly Parameter[];
  /** Yields one bool. */
  readonly test: Region;
  /** Yields the next carried values; it sees what `test` computed. */
  readonly body: Region;
  /** The carried values when `test` first yields false. */
  readonly results: readonly Result[];
  readonly span?: Span;
}

/**
 * A loop over the integers i with start <= i < stop, in any order but for its reductions. The body sees `index` and,
 * for each reduction, the carried accumulator; it yields each accumulator's next value, made from the carried one only
 * by the reduction's own operation, `if`, `loop` and `select`. Run serially, the accumulator starts at `initial`; run in
 * blocks, each block starts at the reduction's identity, and the partials and `initial` are combined.
 */
export interface Parallel {
  readonly kind: "parallel";
  readonly index: Parameter;
  /** Both f64 and integers at run time. */
  readonly start: Value;
  readonly stop: Value;
  readonly reductions: readonly Reduction[];
  /** Yields one value for each reduction. */
  readonly body: Region;
  /** The body without guards, for the blocks where a guard of `body` or `strip` fails; absent where there are none. */
  readonly fallback?: Region;
  /** What the body reads that is computed once for many iterations; only optimisation makes it. */
  readonly strip?: Strip;
  /** A faster way for strips on which none of its guards fails; where one does, all else here. Only optimisation makes it. */
  readonly near?: Near;
  /** The reductions' final values, in order. */
  readonly results: readonly Result[];
  readonly span?: Span;
}

/**
 * Cuts a loop's iterations, counted from its start, into strips of equal length. An iteration then is a base (the index
 * of its strip's first iteration) and an offset in [0, length): what depends on the offset alone is tabulated once for
 * the whole loop, what depends on the base alone is computed once per strip. `body` reads both as parameters; the
 * `fallback` reads neither.
 */
export interface Strip {
  /** A power of two, at most 1024. A target may take shorter strips, powers of two too, for a run that is short. */
  readonly length: number;
  /** The offset, f64, as the tables' region sees it. */
  readonly offset: Parameter;
  /** Yields one f64 for each table, from the offset and the loop's captures. */
  readonly tables: Region;
  /** The tables' entries at the iteration's offset, as the body sees them. */
  readonly entries: readonly Parameter[];
  /** The strip's first index, as the header sees it. */
  readonly base: Parameter;
  /** Half of the strip's length, f64, as tables and header see it; only where they are about the strip's centre. */
  readonly half?: Parameter;
  /** Yields what is computed once per strip, from the base and the loop's captures. */
  readonly header: Region;
  /** The header's results, as the body sees them. */
  readonly invariants: readonly Parameter[];
}

/** `sum` covers += and -=; `product` *= and /=; `min` and `max` are those of Math. */
export type ReductionKind = "sum" | "product" | "min" | "max";
/** A body that is valid within a short strip only: its header's guards tell where. The body itself has none. */
export interface Near {
  readonly strip: Strip;
  readonly body: Region;
}

export interface Reduction {
  readonly kind: ReductionKind;
  readonly name: string;
  readonly initial: Value;
  readonly carried: Parameter;
  /**
   * Of a sum: what all its terms are multiplied by, once they are added; defined outside of the loop. Only optimisation
   * makes it.
   */
  readonly factor?: Value;
  readonly span?: Span;
}

/**
 * Inside an expanded loop body: the expansion is valid only where `condition` holds. A target gathers the guards of a
 * block and, if one failed, runs that block again by its slower, always valid path.
 */
export interface Guard {
  readonly kind: "guard";
  readonly condition: Value;
}

export interface Kernel {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Yields one f64. */
  readonly body: Region;
  /** The text it was compiled from. */
  readonly source: string;
}

/** Where a reduction starts and what leaves it unchanged. -0 and not 0, since 0 + -0 is 0. */
export const IDENTITY: Readonly<Record<ReductionKind, number>> = {
  sum: -0,
  product: 1,
  min: Infinity,
  max: -Infinity,
};

/** How two partials of a reduction are combined. */
export const COMBINE: Readonly<Record<ReductionKind, (left: number, right: number) => number>> = {
  sum: (left, right) => left + right,
  product: (left, right) => left * right,
  min: Math.min,
  max: Math.max,
};

/** The regions of an instruction, in order; those of a parallel loop's strip and fallback included. */
export function regionsOf(instruction: Instruction): readonly Region[] {
  switch (instruction.kind) {
    case "operation":
    case "call":
    case "guard":
      return [];
    case "if":
      return [instruction.then, instruction.otherwise];
    case "loop":
      return [instruction.test, instruction.body];
    case "parallel": {
      const { strip, body, near, fallback } = instruction;
      const parts = [{ strip, body }, ...(near ? [near] : [])];
      const bodies = parts.flatMap(({ strip, body }) => strip ? [strip.tables, strip.header, body] : [body]);
      return fallback ? [...bodies, fallback] : bodies;
    }
  }
}

/** What the regions of a strip, and the body around it, are given. */
export function parametersOf({ offset, base, half, entries, invariants }: Strip): readonly Parameter[] {
  return [offset, base, ...(half ? [half] : []), ...entries, ...invariants];
}

/** The values that an instruction reads, not counting its regions. */
export function readBy(instruction: Instruction): readonly Value[] {
  switch (instruction.kind) {
    case "operation":
    case "call":
      return instruction.operands;
    case "if":
    case "guard":
      return [instruction.condition];
    case "loop":
      return instruction.initial;
    case "parallel":
      return [
        instruction.start,
        instruction.stop,
        ...instruction.reductions.flatMap(({ initial, factor }) => factor ? [initial, factor] : [initial]),
      ];
  }
}

/** All values that an instruction defines, in its regions too. */
export function definedBy(instruction: Instruction): Value[] {
  if (isValue(instruction)) return [instruction];
  if (instruction.kind === "guard") return [];
  const carried = instruction.kind === "loop" ? instruction.carried : [];
  const inside = regionsOf(instruction).flatMap((region) => region.instructions.flatMap(definedBy));
  return [...instruction.results, ...carried, ...inside];
}

/** Tells whether an instruction of a region, or of one within it, fits. */
export function someInstruction(region: Region, fits: (instruction: Instruction) => boolean): boolean {
  return region.instructions.some((one) => fits(one) || regionsOf(one).some((inner) => someInstruction(inner, fits)));
}

/** Tells whether an instruction is itself a value, or has `results`. */
export function isValue(instruction: Instruction): instruction is Operation | Call {
  return instruction.kind === "operation" || instruction.kind === "call";
}
