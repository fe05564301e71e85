import { type Kernel, verify } from "../ir/mod.ts";
import { commonSubexpressionElimination } from "./common_subexpressions.ts";
import { contraction } from "./contraction.ts";
import { deadCodeElimination } from "./dead_code.ts";
import { callExpansion } from "./expansion.ts";
import { factorHoisting } from "./factors.ts";
import { constantFolding } from "./folding.ts";
import { invariantHoisting } from "./hoisting.ts";
import { guardHoisting } from "./guard_hoisting.ts";
import { ifConversion } from "./if_conversion.ts";
import { nearExpansion } from "./near_expansion.ts";
import type { OptimizeOptions, Pass } from "./pass.ts";
import { stripReduction } from "./strips.ts";
export type { OptimizeOptions, Pass } from "./pass.ts";

/** What each target's code is made from: `js` is generated from the kernel as it was written. */
export const pipelines: Readonly<Record<OptimizeOptions["target"], readonly Pass[]>> = {
  js: [],
  wasm: [
    constantFolding,
    ifConversion,
    commonSubexpressionElimination,
    invariantHoisting,
    nearExpansion,
    stripReduction,
    factorHoisting,
    callExpansion,
    constantFolding,
    commonSubexpressionElimination,
    guardHoisting,
    contraction,
    deadCodeElimination,
  ],
  wgsl: [constantFolding, commonSubexpressionElimination, invariantHoisting, deadCodeElimination],
};

/**
 * Rewrites a kernel for a target, pass by pass, each verified.
 *
 * @param kernel A verified kernel; not changed.
 * @param options The target, and whether arithmetic may be rearranged.
 * @returns A kernel of the same meaning, in `fastmath` nearly so.
 */
export function optimize(kernel: Kernel, options: OptimizeOptions): Kernel {
  let current = kernel;
  for (const pass of pipelines[options.target]) {
    const next = pass.run(current, options);
    if (next !== current) verify(next, pass.name);
    current = next;
  }
  return current;
}
