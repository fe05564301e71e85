import { constant, definedBy, type Operation, type Region, type RegionBuilder, type Value } from "../ir/mod.ts";

/** How much a value grows from one iteration to the next: 0 for what is invariant, null where it isn't constant. */
export type Slope = Value | null;

const ZERO = constant(0);

/**
 * Finds the values of a loop's body that are affine in its index, slope * index + intercept: through sums, differences,
 * negation, and products and quotients by what is invariant.
 */
export class AffineAnalysis {
  readonly #slopes = new Map<Value, Slope>();
  readonly #around: RegionBuilder;

  /**
   * @param body A straight-line body.
   * @param index The loop's index.
   * @param varying What else varies: the carried accumulators.
   * @param around The region around the loop, to which the slopes' own computation is added.
   */
  constructor(body: Region, index: Value, varying: readonly Value[], around: RegionBuilder) {
    this.#around = around;
    this.#slopes.set(index, constant(1));
    varying.forEach((value) => this.#slopes.set(value, null));
    for (const instruction of body.instructions) {
      if (instruction.kind === "operation") this.#slopes.set(instruction, this.#slopeOf(instruction));
      else for (const value of definedBy(instruction)) this.#slopes.set(value, null);
    }
  }

  /** The slope of a value: the constant 0 for all that is defined outside of the loop. */
  slope(value: Value): Slope {
    const slope = this.#slopes.get(value);
    return slope === undefined ? ZERO : slope;
  }

  /** Whether the value is affine and does vary. */
  isAffine(value: Value): boolean {
    const slope = this.slope(value);
    return slope !== null && slope !== ZERO;
  }

  /** Takes note of a value that has been added to the body: affine values are never rewritten, so this one is not. */
  noteNew(value: Value): void {
    if (value.kind !== "constant" && !this.#slopes.has(value)) this.#slopes.set(value, null);
  }

  /** Whether the value is a constant or defined outside of the loop. */
  isInvariant(value: Value): boolean {
    return this.slope(value) === ZERO;
  }

  #slopeOf({ operation, operands: [x, y] }: Operation): Slope {
    const [a, b] = [this.slope(x), y ? this.slope(y) : ZERO];
    // What is invariant has been hoisted; where it has not, the region around the loop can't see it.
    if (a === null || b === null || (a === ZERO && b === ZERO)) return null;
    switch (operation) {
      case "add":
        return a === ZERO ? b : b === ZERO ? a : this.#around.operation("add", [a, b]);
      case "sub":
        return b === ZERO ? a : a === ZERO ? this.#around.operation("neg", [b]) : this.#around.operation("sub", [a, b]);
      case "neg":
        return this.#around.operation("neg", [a]);
      case "mul":
        if (a === ZERO) return this.#product(b, x);
        return b === ZERO ? this.#product(a, y) : null;
      case "div":
        return b === ZERO ? this.#around.operation("div", [a, y]) : null;
      default:
        return null;
    }
  }

  #product(slope: Value, factor: Value): Value {
    return slope.kind === "constant" && slope.value === 1 ? factor : this.#around.operation("mul", [slope, factor]);
  }
}
