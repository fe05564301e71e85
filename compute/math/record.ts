import type { Callee, RegionBuilder, Value } from "../ir/mod.ts";

/** What an expansion may assume. */
export interface ExpansionOptions {
  /** Whether up to 4 ULP are allowed and zero's sign need not be kept: fastmath's flag `afn`. */
  readonly fastmath: boolean;
  /** Whether products and sums may be fused; without it, the same bits on every CPU. Default: as `fastmath`. */
  readonly contract?: boolean;
  /** Whether the expansion must be valid everywhere; else a `guard` may bound where it is. */
  readonly total: boolean;
  /** Whether all operands are known to be integers. */
  readonly integers?: boolean;
  /** Bits of the target's mantissas, 53 unless told: a result below 1 with more could be rounded up to 1. */
  readonly digits?: number;
  /** What the target's numbers are, if not f64 with bits that it can see; see `PortableFormula`. */
  readonly portable?: "f64" | "df64";
}

/** Arguments about a centre: what is known of them for a strip of iterations. */
export interface Neighbourhood {
  readonly centre: Value;
  /** The function at the centre. */
  readonly value: Value;
  /** No argument is farther from the centre. */
  readonly radius: Value;
}

/** A function's f32 code in WGSL. */
export interface WgslFunction {
  /** The expression of a call, given the operands' expressions, e.g. `lanes_cos(x)` or `floor(x)`. */
  readonly call: (...operands: string[]) => string;
  /**
   * The declaration that the call needs, readable; absent for a good enough built-in. It may read `zero`, a u32 that no
   * compiler knows to be 0, and call `fence(x)`, which is x but keeps compilers from rearranging what is around it.
   */
  readonly declaration?: string;
  /**
   * Whether the declaration has a slow path for rare arguments, `if (thorough) { ... } else { unsure = true; }`. A tile
   * is run without it first, since many drivers compute both sides of a branch, and again with it if it was unsure.
   */
  readonly thorough?: boolean;
  /** Names of math functions, and of the shader's `lanes_multiply_wide`, whose declarations this one needs before it. */
  readonly uses?: readonly string[];
}

/**
 * One mathematical function: all that Lanes knows of it. Parser, interpreter, targets, tests and docs read these
 * records; adding a function is adding one.
 */
export interface MathFunction extends Callee {
  /** The name in a kernel; with or without `Math.` if it is JavaScript's. */
  readonly name: string;
  readonly arity: number;
  /** What JavaScript gives; the interpreter's meaning. */
  readonly evaluate: (...args: number[]) => number;
  /** Whether JavaScript lacks it. Its code then calls `evaluate`, which it is given by reference, under this name. */
  readonly own: boolean;
  /** The JavaScript expression of a call, e.g. `Math.cos(x)`, `erf(x)` or `x % y`. */
  readonly javascript: (...operands: string[]) => string;
  /** Whether a kernel's author may call it by name; false for what only operators make, such as `%`. */
  readonly callable: boolean;
  /** Writes the function as operations of the IR, for one sample, adding them to `region`. */
  readonly expand: (region: RegionBuilder, operands: readonly Value[], options: ExpansionOptions) => Value;
  /** Whether it computes with 32-bit integers: then all targets but js run its expansion. */
  readonly integers?: true;
  /** Absent only where `integers` is set. */
  readonly wgsl?: WgslFunction;
  /**
   * Writes the coefficients of the function's Taylor polynomial about a centre, constant term first, of one operand. Guards
   * bound where it is within the fastmath tolerance of the function (of sin and cos: within 2^-53 absolutely). Absent where
   * nothing would be gained.
   */
  readonly series?: (region: RegionBuilder, at: Neighbourhood) => readonly Value[];
  /**
   * Largest error, in ULP of the target's format, against the exact value. `Math.cos` and its like may be 1 ULP off
   * themselves: a comparison with JavaScript's value allows that much more.
   */
  readonly tolerance: { readonly strict: number; readonly fastmath: number; readonly wgsl: number };
  /** Intervals, one per operand, from which tests draw ordinary arguments; ends and special values are added. */
  readonly domain: readonly (readonly [number, number])[];
}

/** Fills in what most functions share: they are JavaScript's own, `Math.name(...)`, and callable by name. */
export function mathFunction(
  record: Omit<MathFunction, "own" | "javascript" | "callable"> & Partial<MathFunction>,
): MathFunction {
  return {
    own: false,
    javascript: (...operands) => `${record.own ? "" : "Math."}${record.name}(${operands.join(", ")})`,
    callable: true,
    ...record,
  };
}
