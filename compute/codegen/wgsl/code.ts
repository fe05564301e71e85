import type { ReductionKind } from "../../ir/mod.ts";
import type { Code } from "../target.ts";
import type { ShaderPrecision } from "./number_format.ts";
import type { HostProgram } from "./host_program.ts";

/** One parallel loop as a compute shader. Its entry point is `main`; 64 invocations reduce one tile of iterations, `SIDE_BY_SIDE` tiles in each workgroup. */
export interface WgslLoop {
  /** A whole WGSL module. */
  readonly source: string;
  readonly reductions: readonly ReductionKind[];
  /** 32-bit words of one element of `tiles`: two per column, the count, the index's words, padded to the struct's alignment. */
  readonly tileWords: number;
  /** 32-bit words of the pair that is a reduction's partial. */
  readonly pairWords: number;
  /** What the shader notes of a tile: each partial ends in a word for each, 1 if it applies, then pads to whole pairs. */
  readonly notes: readonly TileNote[];
  /** What the shader reads from the host; `bindLoop` computes it. */
  readonly inputs: ShaderInputs;
}

/** 32-bit words of one tile's partials. */
export function partialWords({ reductions, notes, pairWords }: WgslLoop): number {
  return pairWords * (reductions.length + Math.ceil(notes.length / pairWords));
}

/**
 * A tile that is `unsure` met an argument too rare for its quick path: it is run again with the override `thorough`. One
 * that isn't `finished`, as those with loops in their iterations may not be, is run again in smaller parts.
 */
export type TileNote = "unsure" | "finished";

/** The members of the shader's structs, each as the number of a value of the program. */
export interface ShaderInputs {
  readonly precision: ShaderPrecision;
  readonly program: HostProgram;
  /** What the tiles start from, and the steps between iterations. */
  readonly starts: readonly Start[];
  /** What is the same in every iteration. */
  readonly scalars: readonly { readonly type: ShaderPrecision | "i32" | "u32"; readonly value: number }[];
  /** Whether each tile is told the two words of its first index. */
  readonly indexWords: boolean;
  /** The factor that all terms of a reduction share, or null. */
  readonly factors: readonly (number | null)[];
}

/** A value that is affine in the index; less another such, where only their difference counts. */
export interface Start {
  readonly value: number;
  readonly minus?: number;
  /** Where only the remainder of a division by this value matters. */
  readonly period?: number;
}

/** A kernel as WGSL. */
export interface WgslCode extends Code {
  readonly loops: readonly WgslLoop[];
}
