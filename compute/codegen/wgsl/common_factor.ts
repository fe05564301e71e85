import type { Reduction, Region, Value } from "../../ir/mod.ts";
import type { LoopDependence } from "./dependence.ts";

/**
 * Finds the factor that all of a sum's terms share, the `step` of `acc += f(x) * step`. The shader multiplies by the
 * nearest f32; the host makes good what that is off by.
 */
export function commonFactor(body: Region, reduction: Reduction, r: number, of: LoopDependence): Value | null {
  const result = body.results[r];
  if (reduction.kind !== "sum" || result.kind !== "operation") return null;
  const { operation, operands } = result;
  const uniform = (values: readonly Value[]) => values.find((value) => of.kindOf(value) === "uniform") ?? null;
  if (operation === "madd" || operation === "nmadd") {
    return operands[2] === reduction.carried ? uniform(operands.slice(0, 2)) : null;
  }
  if (operation !== "add" && operation !== "sub") return null;
  const term = operands[0] === reduction.carried ? operands[1] : operands[1] === reduction.carried ? operands[0] : null;
  if (term?.kind !== "operation" || of.kindOf(term) !== "varying") return null;
  return term.operation === "mul" ? uniform(term.operands) : null;
}
