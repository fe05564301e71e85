import type { RegionBuilder, Value } from "../../ir/mod.ts";
import type { ExpansionOptions, MathFunction } from "../record.ts";
import { Formula } from "./formula.ts";
import { PortableFormula } from "./portable_formula.ts";
export { Formula } from "./formula.ts";
export { expandArccosine, expandArcsine } from "./arcsine.ts";
export { expandArctangent, expandArctangent2 } from "./arctangent.ts";
export { expandComplementaryError, expandError } from "./error_function.ts";
export { expandExponential, expandExponentialMinusOne } from "./exponential.ts";
export { expandAcosh, expandAsinh, expandAtanh, expandCosh, expandSinh, expandTanh } from "./hyperbolic.ts";
export { expandLogarithm, expandLogarithm10, expandLogarithm2, expandLogarithmOfOnePlus } from "./logarithm.ts";
export { expandImul, expandRandom } from "./philox.ts";
export { expandPower } from "./power.ts";
export { expandCbrt, expandHypot } from "./roots.ts";
export { expandRemainder } from "./remainder.ts";
export { asOperation, expandRound, expandSign } from "./rounding.ts";
export { expandCosine, expandSine } from "./sine.ts";
export { expandTangent } from "./tangent.ts";

/** Makes a record's `expand` of a formula for its operands. */
export function expansion(
  formula: (f: Formula, ...operands: Value[]) => Value,
): MathFunction["expand"] {
  return (region: RegionBuilder, operands: readonly Value[], options: ExpansionOptions) =>
    formula(new (options.portable ? PortableFormula : Formula)(region, options), ...operands);
}
