import { interpret, type Kernel } from "../ir/mod.ts";
import { readExpression } from "./expressions.ts";
import { FORMS } from "./forms.ts";
import { readIntegrand, soleExpression } from "./integrand.ts";
import { lower, lowerConstant } from "./lower.ts";
import { readProgram } from "./module.ts";
import { Scope } from "./scope.ts";
import { Source } from "./source.ts";
export { MAX_DEPTH, MAX_LENGTH } from "./parse.ts";
export { MAX_OPERATIONS } from "./frame.ts";
export { nearestName } from "./nearest.ts";

/**
 * Reads an integrand, an expression in `x` such as `cos(x)`, into the kernel that integrates it: its parameters are
 * `a`, `b` and `n`, and it sums `f(a + i * step) * step` over i in [0, n).
 *
 * @param source The expression, or a function of one number.
 * @returns The kernel; its spans point into the expression.
 * @throws {KernelSyntaxError} What is wrong with the text, where, and what to write instead.
 */
export function parseIntegrand(source: string): Kernel {
  const text = new Source(source, FORMS.integrand);
  return lower(readIntegrand(text), text);
}

/**
 * Reads a kernel: a function, or a module whose default export it is, helper functions and constants beside it.
 *
 * @param source The text, in the subset of TypeScript that kernels are written in.
 * @returns The kernel.
 * @throws {KernelSyntaxError} What is wrong with the text, where, and what to write instead.
 */
export function parseKernel(source: string): Kernel {
  const text = new Source(source, FORMS.kernel);
  return lower(readProgram(text), text);
}

/**
 * Computes a constant expression such as `pi/2`, `1e6` or `2**20`.
 *
 * @param source The expression; it names nothing but Math's functions and constants.
 * @returns Its value.
 * @throws {KernelSyntaxError} What is wrong with the text, where, and what to write instead.
 */
export function parseConstant(source: string): number {
  const text = new Source(source, FORMS.constant);
  const scope = new Scope(null, null);
  const value = readExpression(soleExpression(text), { source: text, scope, depth: 0 });
  return interpret(lowerConstant(value, text), []);
}
