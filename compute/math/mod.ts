import type { MathFunction } from "./record.ts";
import * as trigonometric from "./trigonometric.ts";
import * as errorFunction from "./error_function.ts";
import * as exponential from "./exponential.ts";
import * as hyperbolic from "./hyperbolic.ts";
import * as roots from "./roots.ts";
import * as rounding from "./rounding.ts";
import * as integer from "./integer.ts";
export { erf, erfc } from "./scalar/error_function.ts";
export { random } from "./scalar/random.ts";
export { Formula } from "./expansions/mod.ts";
export type { ExpansionOptions, MathFunction, Neighbourhood, WgslFunction } from "./record.ts";
export { binomialSeries } from "./series/mod.ts";

/** Every mathematical function, by name: the only list of them. */
export const mathFunctions: ReadonlyMap<string, MathFunction> = new Map(
  [trigonometric, exponential, hyperbolic, errorFunction, roots, rounding, integer].flatMap((family) =>
    Object.values(family)
  )
    .map((
      record,
    ) => [record.name, record]),
);

/** The functions that JavaScript lacks, by name, as generated JavaScript takes them. */
export const ownFunctions: Readonly<Record<string, MathFunction["evaluate"]>> = Object.fromEntries(
  [...mathFunctions.values()].filter(({ own }) => own).map(({ name, evaluate }) => [name, evaluate]),
);

/** The constants that a kernel may name, as properties of `Math` or, for `pi` and `e`, bare. */
export const constants: ReadonlyMap<string, number> = new Map([
  ["E", Math.E],
  ["LN10", Math.LN10],
  ["LN2", Math.LN2],
  ["LOG10E", Math.LOG10E],
  ["LOG2E", Math.LOG2E],
  ["PI", Math.PI],
  ["SQRT1_2", Math.SQRT1_2],
  ["SQRT2", Math.SQRT2],
]);
