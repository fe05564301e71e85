import type { RegionBuilder, Value } from "../../ir/mod.ts";
import type { ExpansionOptions, MathFunction } from "../record.ts";
import { Formula } from "./formula.ts";
export { expandExponential } from "./exponential.ts";
export { expandLogarithm } from "./logarithm.ts";
export { expandCosine, expandSine } from "./sine.ts";

/** Makes a record's `expand` of a formula for its operands. */
export function expansion(
  formula: (f: Formula, ...operands: Value[]) => Value | null,
): NonNullable<MathFunction["expand"]> {
  return (region: RegionBuilder, operands: readonly Value[], options: ExpansionOptions) =>
    formula(new Formula(region, options), ...operands);
}
