import { definedBy, type Operation, type Region, type Value } from "../ir/mod.ts";
import { Ranges } from "./ranges.ts";

/**
 * How a value depends on the loop's index: a convex value is largest at an end of any run of iterations, a concave one
 * smallest, an affine one both, as is an invariant one. Null where nothing is known.
 */
export type Curvature = "affine" | "convex" | "concave" | null;

const OPPOSITE = { affine: "affine", convex: "concave", concave: "convex" } as const;

/** Finds the curvature of the values of a loop's body. Rounding is monotone and leaves it as it is. */
export class CurvatureAnalysis {
  readonly #curvatures = new Map<Value, Curvature>();
  readonly #invariant: (value: Value) => boolean;
  readonly #ranges = new Ranges();

  /**
   * @param body A straight-line body.
   * @param index The loop's index.
   * @param varying What else the body sees that isn't the same in all iterations.
   */
  constructor(body: Region, index: Value, varying: readonly Value[]) {
    const inside = new Set<Value>([index, ...varying]);
    this.#invariant = (value) => !inside.has(value);
    this.#curvatures.set(index, "affine");
    for (const instruction of body.instructions) {
      for (const value of definedBy(instruction)) inside.add(value);
      if (instruction.kind === "operation") this.#curvatures.set(instruction, this.#of(instruction));
    }
  }

  curvature(value: Value): Curvature {
    return this.#invariant(value) ? "affine" : this.#curvatures.get(value) ?? null;
  }

  #of({ operation, operands: [x, y] }: Operation): Curvature {
    const a = this.curvature(x);
    switch (operation) {
      case "neg":
        return opposite(a);
      case "add":
        return sum(a, this.curvature(y));
      case "sub":
        return sum(a, opposite(this.curvature(y)));
      case "mul":
        if (x === y) return a === "affine" ? "convex" : null;
        return this.#scaled(x, y) ?? this.#scaled(y, x);
      case "div":
        return this.#scaled(x, y);
      case "abs":
        if (a === "affine") return "convex";
        return this.#ranges.of(x).low >= 0 ? a : this.#ranges.of(x).high <= 0 ? opposite(a) : null;
      default:
        return null;
    }
  }

  /** A value times or over what is invariant. */
  #scaled(value: Value, factor: Value): Curvature {
    const curvature = this.curvature(value);
    if (!this.#invariant(factor)) return null;
    if (curvature === "affine" || curvature === null) return curvature;
    const { low, high } = this.#ranges.of(factor);
    return low >= 0 ? curvature : high <= 0 ? opposite(curvature) : null;
  }
}

function opposite(curvature: Curvature): Curvature {
  return curvature && OPPOSITE[curvature];
}

function sum(x: Curvature, y: Curvature): Curvature {
  if (x === "affine") return y;
  return y === "affine" || x === y ? x : null;
}
