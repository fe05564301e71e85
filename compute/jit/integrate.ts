import { fastmathOf, type FastmathOption, flagsOf } from "../ir/mod.ts";
import { mathFunctions } from "../math/mod.ts";
import { jit, type JitKernel } from "./jit.ts";
import { sourceOf } from "./source.ts";

/** How finely and how freely an integral is computed. */
export interface IntegrateOptions {
  /** The number of samples, an integer of at least 1. Default 1,000,000. */
  readonly n?: number;
  /** As in `CompileOptions`. Default false. */
  readonly fastmath?: FastmathOption;
}

const DEFAULT_SAMPLES = 1_000_000;

/** Kernels by their text, the latest last: an integral is often computed again with other bounds, and needn't be parsed. */
const compiled = new Map<string, JitKernel>();
const MOST_COMPILED = 64;

/**
 * Computes the left Riemann sum of a function over [a, b], as the lecture does: n samples of f, at a + i * (b - a) / n.
 * It is compiled to WebAssembly at the first call with that function.
 *
 * @param f An expression in `x`, or a function of one number that uses nothing from around it.
 * @param a Where the range begins.
 * @param b Where it ends; below `a`, the sign follows.
 * @returns The sum, times the length of a step.
 * @throws {KernelSyntaxError} What kernels can't say, where, and what to write instead.
 * @throws {RangeError} If a bound is not finite, or n is not an integer from 1 to 2^53.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { integrate } from "lanes";
 *
 * assertAlmostEquals(integrate("cos(x)", 0, Math.PI / 2, { n: 1000 }), 1.0007851925466296, 1e-12);
 * assertAlmostEquals(integrate((x) => 4 / (1 + x * x), 0, 1), Math.PI, 1e-5);
 * assertAlmostEquals(integrate(Math.exp, 0, 1), Math.E - 1, 1e-5);
 * ```
 */
export function integrate(
  f: string | ((x: number) => number),
  a: number,
  b: number,
  { n = DEFAULT_SAMPLES, fastmath = false }: IntegrateOptions = {},
): number {
  for (const [name, bound] of [["a", a], ["b", b]] as const) {
    if (!Number.isFinite(bound)) throw new RangeError(`the range must be finite: ${name} is ${bound}`);
  }
  if (!Number.isInteger(n) || n < 1 || n > 2 ** 53) {
    throw new RangeError(`n must be an integer from 1 to 2^53: it is ${n}`);
  }
  return integralOf(integrandOf(f), fastmath)(a, b, n);
}

/** Math's own functions have no text, and erf and erfc none that kernels could have, but names. */
function integrandOf(f: string | ((x: number) => number)): string {
  if (typeof f === "string") return f;
  const known = [...mathFunctions.values()].find(({ evaluate, arity }) => evaluate === f && arity === 1);
  return known ? known.javascript("x") : sourceOf(f);
}

function integralOf(expr: string, fastmath: FastmathOption): JitKernel {
  const key = `${flagsOf(fastmathOf(fastmath))} ${expr}`;
  const kernel = compiled.get(key) ?? jit({ expr }, { fastmath });
  compiled.delete(key);
  compiled.set(key, kernel);
  if (compiled.size > MOST_COMPILED) compiled.delete(compiled.keys().next().value!);
  return kernel;
}
