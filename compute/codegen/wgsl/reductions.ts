import type { Reduction, ReductionKind, Region, Value } from "../../ir/mod.ts";
import type { LoopDependence } from "./dependence.ts";

/** How the shader reduces; a partial is a pair of f32. */
interface ReductionCode {
  readonly identity: string;
  /** The function that combines two partials. */
  readonly combine: string;
  readonly declaration: string;
  /** The math function that the declaration calls. */
  readonly uses?: string;
  /** Combines the plain accumulators of one run into pairs. */
  readonly collect: (accumulators: readonly string[]) => readonly string[];
}

export const reductionCode: Readonly<Record<ReductionKind, ReductionCode>> = {
  sum: {
    identity: "0.0",
    combine: "add_partials",
    declaration: `// Adds two sums, each in two parts: the second holds what rounding took from the first.
fn add_partials(x: vec2f, y: vec2f) -> vec2f {
  let sum = fence(x.x + y.x);
  let back = fence(sum - x.x);
  let lost = (x.x - fence(sum - back)) + (y.x - back);
  return vec2f(sum, select(0.0, x.y + y.y + lost, abs(sum) < 3.0e38));
}`,
    collect: (accumulators) =>
      accumulators.length === 4
        ? [`(${accumulators[0]} + ${accumulators[1]}) + (${accumulators[2]} + ${accumulators[3]})`]
        : accumulators,
  },
  product: {
    identity: "1.0",
    combine: "multiply_partials",
    declaration: `// Multiplies two products, each x.x * 2^x.y: they may leave the range of f32.
fn multiply_partials(x: vec2f, y: vec2f) -> vec2f {
  let product = x.x * y.x;
  let bits = bitcast<u32>(product);
  let exponent = (bits >> 23u) & 0xffu;
  if (exponent == 0u || exponent == 0xffu) {
    return vec2f(product, x.y + y.y);
  }
  let mantissa = bitcast<f32>((bits & 0x807fffffu) | 0x3f800000u);
  return vec2f(mantissa, x.y + y.y + f32(exponent) - 127.0);
}`,
    collect: (accumulators) => accumulators,
  },
  min: extreme("min", "0x7f800000u"),
  max: extreme("max", "0xff800000u"),
};

/** The least or the greatest; the second parts stay 0. */
function extreme(kind: "min" | "max", identity: string): ReductionCode {
  return {
    identity: `bitcast<f32>(${identity} ^ zero)`,
    combine: `${kind}_partials`,
    uses: kind,
    declaration: `fn ${kind}_partials(x: vec2f, y: vec2f) -> vec2f {
  return vec2f(lanes_${kind}(x.x, y.x), 0.0);
}`,
    collect: (accumulators) => accumulators,
  };
}

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
