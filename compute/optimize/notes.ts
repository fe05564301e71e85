import type { Span } from "../errors.ts";

/** Why a function of the index was not split in two levels. */
export type NotSplit = "flags" | "not affine";

/** What a pass did, or why it didn't, and where; for the kernel's author. */
export type Note =
  & { /** Absent for what has no text of its own. */ readonly span?: Span }
  & (
    /** It doesn't vary within its loop, and is computed before it. */
    | { readonly kind: "hoisted" }
    /** A division within a loop multiplies by a reciprocal that is computed before it. */
    | { readonly kind: "reciprocal" }
    /** It is computed once, with what stands at `first`. */
    | { readonly kind: "shared"; readonly first?: Span }
    /** Factors that all terms of a sum share multiply the sum of a block. */
    | { readonly kind: "factored" }
    /** Constants were joined. */
    | { readonly kind: "joined" }
    /** Both branches are computed, and their results selected. */
    | { readonly kind: "flattened" }
    /** A function is computed from a strip's value and a table. */
    | { readonly kind: "split"; readonly callee: string }
    | { readonly kind: "not split"; readonly callee: string; readonly why: NotSplit }
    /** Within short strips it is a polynomial about their centres. */
    | { readonly kind: "near" }
    /** A call became operations; of the guards on its argument, `proved` can't fail. */
    | { readonly kind: "expanded"; readonly callee: string; readonly guards: number; readonly proved: number }
    /** How often a loop's guards are checked. */
    | { readonly kind: "guards"; readonly perStrip: number; readonly perIteration: number }
    /** How many products are fused with sums in an iteration. */
    | { readonly kind: "contracted"; readonly count: number }
  );

export type NoteKind = Note["kind"];

/** Takes notes; absent where nobody reads them. */
export type NoteSink = ((note: Note) => void) | undefined;
