import { type Kernel, verify } from "../ir/mod.ts";
import { commonSubexpressionElimination } from "./common_subexpressions.ts";
import { contraction } from "./contraction.ts";
import { deadCodeElimination } from "./dead_code.ts";
import { callExpansion, integerExpansion } from "./expansion.ts";
import { constantFolding, formulaFolding } from "./folding.ts";
import { factorHoisting } from "./factors.ts";
import { invariantHoisting } from "./hoisting.ts";
import { guardHoisting } from "./guard_hoisting.ts";
import { ifConversion } from "./if_conversion.ts";
import { nearExpansion } from "./near_expansion.ts";
import { type OptimizeOptions, type Pass, passOptions } from "./pass.ts";
import { reassociation } from "./reassociation.ts";
import { integerWords } from "./integer_words.ts";
import { stripReduction } from "./strips.ts";
import { sumFactoring } from "./sum_factors.ts";
import { uniformDivision } from "./uniform_division.ts";
export type { Note, NoteKind, NoteSink, NotSplit } from "./notes.ts";
export { type OptimizeOptions, type Pass, type PassOptions, passOptions } from "./pass.ts";

/** What each target's code is made from: `js` is generated from the kernel as it was written. */
export const pipelines: Readonly<Record<OptimizeOptions["target"], readonly Pass[]>> = {
  js: [],
  wasm: [
    constantFolding,
    reassociation,
    deadCodeElimination,
    ifConversion,
    commonSubexpressionElimination,
    invariantHoisting,
    sumFactoring,
    nearExpansion,
    stripReduction,
    factorHoisting,
    commonSubexpressionElimination,
    uniformDivision,
    callExpansion,
    formulaFolding,
    commonSubexpressionElimination,
    guardHoisting,
    contraction,
    deadCodeElimination,
  ],
  wgsl: [
    integerExpansion,
    constantFolding,
    reassociation,
    commonSubexpressionElimination,
    invariantHoisting,
    integerWords,
    deadCodeElimination,
  ],
};

/**
 * Rewrites a kernel for a target, pass by pass. What comes out is verified; only if it is malformed is every pass, to
 * name the one to blame: verifying each time would take a tenth of the time from text to code.
 *
 * @param kernel A verified kernel; not changed.
 * @param options The target, and whether arithmetic may be rearranged.
 * @returns A kernel of the same meaning, in `fastmath` nearly so.
 */
export function optimize(kernel: Kernel, options: OptimizeOptions): Kernel {
  let optimized = kernel;
  for (const step of optimizationSteps(kernel, options)) optimized = step.kernel;
  try {
    verify(optimized, "optimization");
  } catch (error) {
    verifyEach(kernel, pipelines[options.target], options);
    throw error;
  }
  return optimized;
}

/** As `optimize`, pass by pass: yields the kernel after each, not verified. */
export function* optimizationSteps(
  kernel: Kernel,
  options: OptimizeOptions,
): Generator<{ readonly pass: Pass; readonly kernel: Kernel }> {
  const told = passOptions(options);
  let current = kernel;
  for (const pass of pipelines[options.target]) {
    current = pass.run(current, told);
    yield { pass, kernel: current };
  }
}

/**
 * Runs passes one after another, each verified.
 *
 * @throws {Error} What the first pass that fails made wrong.
 */
export function verifyEach(kernel: Kernel, passes: readonly Pass[], options: OptimizeOptions): void {
  const told = passOptions(options);
  passes.reduce((current, pass) => {
    const next = pass.run(current, told);
    if (next !== current) verify(next, pass.name);
    return next;
  }, kernel);
}
