import type { Code, LoopSignature } from "../target.ts";

/**
 * An affine value of a loop's body, origin + i * slope for index i, in f64. Each tile is told where it starts as the sum
 * of two f32, so that the value is right to the last bit of f32 however far i goes.
 */
export interface Column {
  /** The value at index 0. */
  readonly origin: number;
  readonly slope: number;
  /** Where only the remainder of a division by this matters: the start may be moved by multiples of it. */
  readonly period?: number;
}

/** What one request of a loop needs on the GPU, as plain data that can be posted to another thread. */
export interface LoopBinding {
  /** The words of the shader's `Parameters`. */
  readonly parameters: Uint32Array<ArrayBuffer>;
  /** The starts that each tile is told, in order. */
  readonly columns: readonly Column[];
  /** What each reduction's sum is to be multiplied by: 1, or what a factor lost when it was rounded to f32. */
  readonly corrections: readonly number[];
}

/** One parallel loop as a compute shader. Its entry point is `main`; one workgroup reduces one tile of iterations. */
export interface WgslLoop extends LoopSignature {
  /** A whole WGSL module. */
  readonly source: string;
  /** 32-bit words of one element of `tiles`: two per column, then the count, padded to the struct's alignment. */
  readonly tileWords: number;
  /** Rounds the values that a loop captures to what its shader reads. */
  bind(captures: Float64Array): LoopBinding;
}

/** A kernel as WGSL, in f32. */
export interface WgslCode extends Code {
  readonly loops: readonly WgslLoop[];
}
