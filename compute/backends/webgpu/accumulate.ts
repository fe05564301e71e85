import { COMBINE, IDENTITY, type ReductionKind } from "../../ir/mod.ts";

/** Adds up the partials of one reduction in the order in which they come, in f64. */
export interface Accumulator {
  /** @param first, second One partial, as the shader wrote it. */
  add(first: number, second: number): void;
  /** The reduction of all of them. */
  value(): number;
}

/** Neumaier's sum. */
class Sum implements Accumulator {
  #sum = 0;
  #lost = 0;

  add(first: number, second: number): void {
    const term = first + second;
    const sum = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term) ? (this.#sum - sum) + term : (term - sum) + this.#sum;
    this.#sum = sum;
  }

  value(): number {
    return Number.isFinite(this.#lost) ? this.#sum + this.#lost : this.#sum;
  }
}

/** A mantissa and a power of 2, as the partials are: what comes between may leave the range of f64. */
class Product implements Accumulator {
  #mantissa = 1;
  #exponent = 0;

  add(mantissa: number, exponent: number): void {
    this.#mantissa *= mantissa;
    this.#exponent += exponent;
    const size = Math.abs(this.#mantissa);
    if (size === 0 || !Number.isFinite(size) || (size > 2 ** -64 && size < 2 ** 64)) return;
    const shift = Math.floor(Math.log2(size));
    this.#mantissa *= 2 ** -shift;
    this.#exponent += shift;
  }

  value(): number {
    if (this.#mantissa === 0 || !Number.isFinite(this.#mantissa)) return this.#mantissa;
    const half = Math.trunc(this.#exponent / 2);
    return this.#mantissa * 2 ** half * 2 ** (this.#exponent - half);
  }
}

/** The least or the greatest of the first numbers; the second ones are 0. */
function extreme(kind: "min" | "max"): new () => Accumulator {
  return class implements Accumulator {
    #value = IDENTITY[kind];

    add(first: number): void {
      this.#value = COMBINE[kind](this.#value, first);
    }

    value(): number {
      return this.#value;
    }
  };
}

const ACCUMULATORS: Readonly<Record<ReductionKind, new () => Accumulator>> = {
  sum: Sum,
  product: Product,
  min: extreme("min"),
  max: extreme("max"),
};

/** Makes an accumulator that holds nothing yet. */
export function accumulatorOf(kind: ReductionKind): Accumulator {
  return new ACCUMULATORS[kind]();
}
