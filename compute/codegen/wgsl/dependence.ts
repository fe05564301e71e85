/**
 * How values of a loop's body depend on its index. What doesn't is computed on the host, in f64, and so is the start of
 * what is affine: the shader is left with what needs it, and f32 is not asked to hold an index of 10^10.
 */
import {
  type Call,
  isValue,
  type Operation,
  type OperationName,
  operations,
  type Parallel,
  type Region,
  type Value,
} from "../../ir/mod.ts";

/** origin + i * slope. A bool is 0 or 1, without slope. */
export interface Affine {
  readonly origin: number;
  readonly slope: number;
}

/** `slope` is known only where it is an integer, whatever the captures. */
type Dependence = { readonly kind: "uniform" | "affine"; readonly slope: number | null } | { readonly kind: "varying" };

const VARYING: Dependence = { kind: "varying" };

/** The dependence of one loop's values on its index. */
export class LoopDependence {
  readonly #dependences = new Map<Value, Dependence>();
  /** In order of definition. */
  readonly #known: (Operation | Call)[] = [];
  readonly #captures: readonly Value[];
  readonly #index: Value;

  /**
   * @param captures The values defined outside that the body reads.
   * @param body The body that the shader runs.
   */
  constructor(loop: Parallel, captures: readonly Value[], body: Region) {
    this.#captures = captures;
    this.#index = loop.index;
    captures.forEach((value) => this.#dependences.set(value, { kind: "uniform", slope: 0 }));
    this.#dependences.set(loop.index, { kind: "affine", slope: 1 });
    this.#walk(body);
  }

  /** Whether a value is the same in every iteration, affine in the index, or neither. */
  kindOf(value: Value): "uniform" | "affine" | "varying" {
    return this.#of(value).kind;
  }

  /** By how much a value grows with the index, if that is an integer whatever the captures; else null. */
  integerSlope(value: Value): number | null {
    const dependence = this.#of(value);
    return dependence.kind === "varying" ? null : dependence.slope;
  }

  /** Computes all uniform and affine values, in f64. */
  evaluate(captures: Float64Array): (value: Value) => Affine {
    const values = new Map<Value, Affine>([[this.#index, { origin: 0, slope: 1 }]]);
    const read = (value: Value): Affine =>
      value.kind === "constant" ? { origin: Number(value.value), slope: 0 } : values.get(value)!;
    this.#captures.forEach((value, c) => values.set(value, { origin: captures[c], slope: 0 }));
    for (const value of this.#known) values.set(value, evaluate(value, read, this.kindOf(value) === "uniform"));
    return read;
  }

  #of(value: Value): Dependence {
    if (value.kind !== "constant") return this.#dependences.get(value) ?? VARYING;
    return { kind: "uniform", slope: 0 };
  }

  #walk(region: Region): void {
    for (const instruction of region.instructions) {
      if (instruction.kind === "if") {
        this.#walk(instruction.then);
        this.#walk(instruction.otherwise);
      }
      if (!isValue(instruction) || instruction.type === "bits") continue;
      const dependence = this.#combine(instruction);
      if (dependence.kind === "varying") continue;
      this.#dependences.set(instruction, dependence);
      this.#known.push(instruction);
    }
  }

  #combine(value: Operation | Call): Dependence {
    const operands: { uniform: boolean; slope: number | null }[] = [];
    for (const operand of value.operands) {
      const dependence = this.#of(operand);
      if (dependence.kind === "varying" || operand.type === "bits") return VARYING;
      operands.push({ uniform: dependence.kind === "uniform", slope: dependence.slope });
    }
    if (operands.every(({ uniform }) => uniform)) return { kind: "uniform", slope: 0 };
    const rule = value.kind === "operation" ? rules[value.operation] : undefined;
    if (!rule?.keepsAffine(operands.map(({ uniform }) => uniform))) return VARYING;
    const known = value.operands.map((operand, k): Affine => ({
      origin: operand.kind === "constant" ? Number(operand.value) : NaN,
      slope: operands[k].slope ?? NaN,
    }));
    const { slope } = rule.apply(...known);
    return { kind: "affine", slope: Number.isInteger(slope) ? slope : null };
  }
}

function evaluate(value: Operation | Call, read: (value: Value) => Affine, uniform: boolean): Affine {
  const operands = value.operands.map(read);
  if (!uniform) return rules[(value as Operation).operation]!.apply(...operands);
  const scalars = operands.map(({ origin }, k) => value.operands[k].type === "bool" ? origin !== 0 : origin);
  const result = value.kind === "call"
    ? value.callee.evaluate(...scalars as number[])
    : operations[value.operation].evaluate(...scalars);
  return { origin: Number(result), slope: 0 };
}

interface AffineRule {
  /** Whether the result is affine, if all operands are and some, as told, are uniform. */
  readonly keepsAffine: (uniform: readonly boolean[]) => boolean;
  readonly apply: (...operands: Affine[]) => Affine;
}

const always = () => true;
const sum = (x: Affine, y: Affine): Affine => ({ origin: x.origin + y.origin, slope: x.slope + y.slope });
const negative = (x: Affine): Affine => ({ origin: -x.origin, slope: -x.slope });
/** One of the two has no slope. No product with that 0 is made: the other's origin may be infinite. */
const product = (x: Affine, y: Affine): Affine => ({
  origin: x.origin * y.origin,
  slope: y.slope === 0 ? x.slope * y.origin : x.origin * y.slope,
});

/** The operations that keep values affine. */
const rules: { readonly [name in OperationName]?: AffineRule } = {
  add: { keepsAffine: always, apply: sum },
  sub: { keepsAffine: always, apply: (x, y) => sum(x, negative(y)) },
  neg: { keepsAffine: always, apply: negative },
  mul: { keepsAffine: ([x, y]) => x || y, apply: product },
  div: {
    keepsAffine: ([, y]) => y,
    apply: (x, y) => ({ origin: x.origin / y.origin, slope: x.slope / y.origin }),
  },
  madd: { keepsAffine: ([x, y]) => x || y, apply: (x, y, z) => sum(product(x, y), z) },
  nmadd: { keepsAffine: ([x, y]) => x || y, apply: (x, y, z) => sum(z, negative(product(x, y))) },
};
