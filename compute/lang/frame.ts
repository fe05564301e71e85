import type { Span } from "../errors.ts";
import { type Region, RegionBuilder, type Value } from "../ir/mod.ts";
import { messages } from "./messages.ts";
import type { Source } from "./source.ts";
import type { Expression, FunctionNode, Variable } from "./syntax.ts";

/**
 * Most operations that a kernel may have, its helpers inlined: helpers that call each other twice, and so on, explode.
 * Compiling that many takes seconds at worst: a call under a condition becomes about a hundred instructions.
 */
export const MAX_OPERATIONS = 4_000;

/** Deepest nesting of what is lowered, helpers inlined; within the stack of any thread. */
const MAX_LOWERING_DEPTH = 1000;

/** What each variable is worth, in one branch; what it doesn't assign itself is worth what it is around it. */
export class Values {
  readonly #own = new Map<Variable, Value>();

  constructor(readonly parent: Values | null) {}

  /** The variable's value, if it has one. */
  get(variable: Variable): Value | undefined {
    return this.#own.get(variable) ?? this.parent?.get(variable);
  }

  set(variable: Variable, value: Value): void {
    this.#own.set(variable, value);
  }

  /** The variables that the branch itself gave a value. */
  assigned(): Iterable<Variable> {
    return this.#own.keys();
  }
}

/** What one lowering may still use. */
export interface Budget {
  operations: number;
  depth: number;
}

/** Inlines a helper's call. */
export type Inline = (callee: FunctionNode, operands: readonly Value[], call: Expression, frame: Frame) => Value;

/** Where statements and expressions are lowered: the region being built, and what each variable is worth there. */
export interface Frame {
  readonly source: Source;
  readonly budget: Budget;
  readonly region: RegionBuilder;
  readonly values: Values;
  /** The reductions of the loop around, which may only be updated. */
  readonly reductions: ReadonlySet<Variable>;
  /** Whether a parallel loop is around. */
  readonly loop: boolean;
  /** The helpers being inlined, outermost first. */
  readonly calls: readonly FunctionNode[];
  readonly inline: Inline;
}

/** What a text's lowering may use in all. */
export function fullBudget(): Budget {
  return { operations: MAX_OPERATIONS, depth: MAX_LOWERING_DEPTH };
}

/** A frame for a branch: what it assigns stays its own. */
export function branchOf(frame: Frame): Frame {
  return { ...frame, region: new RegionBuilder(), values: new Values(frame.values) };
}

/** Tells whether a region computes nothing. */
export function isEmpty(region: Region): boolean {
  return region.instructions.length === 0;
}

/** Counts an operation; refuses the kernel when it has too many. */
export function spend({ budget, source }: Frame, at: Span): void {
  if (--budget.operations < 0) source.reject(at, messages.tooLarge(MAX_OPERATIONS));
}

/** Lowers something one level deeper; refuses what is nested too deep for the stack. */
export function deeper<T>({ budget, source }: Frame, at: Span, lower: () => T): T {
  if (--budget.depth < 0) source.reject(at, messages.tooDeep(MAX_LOWERING_DEPTH));
  const lowered = lower();
  budget.depth++;
  return lowered;
}
