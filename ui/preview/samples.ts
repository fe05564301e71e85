/** Values for the preview's chart, computed by the interpreter: the text becomes IR, and never code. */
import { interpret, type Kernel } from "../../compute/ir/mod.ts";
import { bounded, PreviewBudgetError } from "./bounded.ts";

export interface Sample {
  readonly x: number;
  readonly y: number;
}

/** Iterations that a preview may take: about 10 ms of interpretation. */
const BUDGET = 20_000;

/**
 * Samples an integrand at equal distances.
 *
 * @param kernel The kernel of an integrand, with parameters `a`, `b` and `n`.
 * @param from The first x.
 * @param to The last x.
 * @param count How many samples, at least 2.
 * @returns The samples in order; y may be NaN or infinite.
 */
export function sampleIntegrand(kernel: Kernel, from: number, to: number, count: number): Sample[] {
  const counted = bounded(kernel, BUDGET);
  return Array.from({ length: count }, (_, k) => {
    const x = k === count - 1 ? to : from + (to - from) * (k / (count - 1));
    // One rectangle from x, as wide as a power of two, is f(x) times that width: dividing by it is all but exact.
    const end = x + 2 ** Math.max(0, Math.ceil(Math.log2(Math.abs(x))));
    const rectangle = evaluate(counted, { a: x, b: end, n: 1 });
    return { x, y: rectangle / (end - x) };
  });
}

/**
 * Samples a kernel's value at n = 1, 2, 4, ...
 *
 * @param kernel Any kernel.
 * @param args Values of its parameters but for `n`.
 * @param most The largest n.
 * @returns The samples, x being n; fewer where the kernel takes too many iterations.
 */
export function sampleConvergence(kernel: Kernel, args: Readonly<Record<string, number>>, most = 1024): Sample[] {
  const counted = bounded(kernel, BUDGET);
  const samples: Sample[] = [];
  try {
    for (let n = 1; n <= most; n *= 2) samples.push({ x: n, y: evaluate(counted, { ...args, n }) });
  } catch (error) {
    // Bounds that are not whole numbers at this n, or too many iterations: what there is is shown.
    if (!(error instanceof PreviewBudgetError || error instanceof RangeError)) throw error;
  }
  return samples;
}

function evaluate(kernel: Kernel, args: Readonly<Record<string, number>>): number {
  return interpret(kernel, kernel.parameters.map(({ name }) => args[name]));
}
