import type { Span } from "../errors.ts";
import { type Region, RegionBuilder, type Value } from "../ir/mod.ts";
import { messages } from "./messages.ts";
import type { Source } from "./source.ts";
import type { Expression, FunctionNode, Variable } from "./syntax.ts";

/** Most operations that a kernel may have, its helpers inlined: two that call each other twice, and so on, explode. */
export const MAX_OPERATIONS = 10_000;

/** Inlines a helper's call. */
export type Inline = (callee: FunctionNode, operands: readonly Value[], call: Expression, frame: Frame) => Value;

/** Where statements and expressions are lowered: the region being built, and what each variable is worth there. */
export interface Frame {
  readonly source: Source;
  readonly budget: { left: number };
  readonly region: RegionBuilder;
  readonly values: Map<Variable, Value>;
  /** The reductions of the loop around, which may only be updated. */
  readonly reductions: ReadonlySet<Variable>;
  /** Whether a parallel loop is around. */
  readonly loop: boolean;
  /** The helpers being inlined, outermost first. */
  readonly calls: readonly FunctionNode[];
  readonly inline: Inline;
}

/** A frame for a branch: what it assigns stays its own. */
export function branchOf(frame: Frame): Frame {
  return { ...frame, region: new RegionBuilder(), values: new Map(frame.values) };
}

/** Tells whether a region computes nothing. */
export function isEmpty(region: Region): boolean {
  return region.instructions.length === 0;
}

/** Counts an operation; refuses the kernel when it has too many. */
export function spend(frame: Frame, at: Span): void {
  if (--frame.budget.left < 0) frame.source.reject(at, messages.tooLarge(MAX_OPERATIONS));
}
