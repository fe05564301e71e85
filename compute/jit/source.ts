import type { KernelSource } from "../pipeline.ts";

/** A function that can be a kernel: numbers in, a number out. */
// deno-lint-ignore no-explicit-any -- so that functions of any number of numbers fit
export type NumericFunction = (...args: any[]) => number;

/** The text of a kernel in whatever form it comes. */
export function kernelSource(kernel: NumericFunction | string | KernelSource): KernelSource {
  if (typeof kernel === "function") return { kernel: sourceOf(kernel) };
  return typeof kernel === "string" ? { kernel } : kernel;
}

/**
 * A function's text as an expression or a declaration. Deno has stripped it of types; a method's lacks the word
 * `function`.
 */
export function sourceOf(written: NumericFunction): string {
  const text = Function.prototype.toString.call(written);
  return /^(?!function\b|async\b)[\p{L}$_][\p{L}\p{N}$_]*\s*\(/u.test(text) ? `function ${text}` : text;
}
