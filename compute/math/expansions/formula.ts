import { type Callee, constant, type OperationName, type RegionBuilder, type Value } from "../../ir/mod.ts";
import type { ExpansionOptions } from "../record.ts";

/** What a formula takes as an operand: a value, or a number that becomes a constant. */
export type Term = Value | number | bigint;

/** Adds 2^52 + 2^51: the sum of this and a small x is x rounded to an integer, which its low bits hold. */
export const ROUNDER = 2 ** 52 + 2 ** 51;

/**
 * Writes operations into a region, as formulas are written: operands may be numbers, and `madd` is contracted only
 * where `contract` allows it.
 */
export class Formula {
  readonly #region: RegionBuilder;
  readonly fastmath: boolean;
  readonly contract: boolean;
  readonly total: boolean;
  readonly single: boolean;

  constructor(region: RegionBuilder, options: ExpansionOptions) {
    this.#region = region;
    this.fastmath = options.fastmath;
    this.contract = options.contract ?? options.fastmath;
    this.total = options.total;
    this.single = options.single ?? false;
  }

  constant(value: number): Value {
    return constant(value);
  }

  /** Any operation of the table. */
  operation(operation: OperationName, ...operands: Term[]): Value {
    return this.#region.operation(operation, operands.map(valueOf));
  }

  /** A call of a function, to be expanded later. */
  call(callee: Callee, ...operands: Term[]): Value {
    return this.#region.call(callee, operands.map(valueOf));
  }

  add(x: Term, y: Term): Value {
    return this.operation("add", x, y);
  }

  sub(x: Term, y: Term): Value {
    return this.operation("sub", x, y);
  }

  mul(x: Term, y: Term): Value {
    return this.operation("mul", x, y);
  }

  div(x: Term, y: Term): Value {
    return this.operation("div", x, y);
  }

  neg(x: Term): Value {
    return this.operation("neg", x);
  }

  abs(x: Term): Value {
    return this.operation("abs", x);
  }

  /** x * y + z. */
  madd(x: Term, y: Term, z: Term): Value {
    return this.contract ? this.operation("madd", x, y, z) : this.add(this.mul(x, y), z);
  }

  /** z - x * y. */
  nmadd(x: Term, y: Term, z: Term): Value {
    return this.contract ? this.operation("nmadd", x, y, z) : this.sub(z, this.mul(x, y));
  }

  /** x * y rounded, which contraction does not fuse with what takes it: for formulas that reckon with its error. */
  product(x: Term, y: Term): Value {
    return this.fastmath ? this.operation("madd", x, y, 0) : this.mul(x, y);
  }

  select(condition: Value, then: Term, otherwise: Term): Value {
    const type = valueOf(then).type;
    return this.operation(
      type === "f64" ? "select" : type === "bits" ? "selectBits" : "selectBool",
      condition,
      then,
      otherwise,
    );
  }

  bits(x: Term): Value {
    return this.operation("bitsOf", x);
  }

  fromBits(bits: Term): Value {
    return this.operation("fromBits", bits);
  }

  /** x with its sign flipped where the lowest of `bits` is set. */
  negateIfOdd(x: Value, bits: Value): Value {
    return this.fromBits(this.operation("xorBits", this.bits(x), this.operation("shlBits", bits, 63n)));
  }

  /** x * 2^k, exact for normal x and result, where the low bits of `bits` hold k. */
  scaleByPowerOfTwo(x: Value, bits: Value): Value {
    return this.fromBits(this.operation("addBits", this.bits(x), this.operation("shlBits", bits, 52n)));
  }

  /** 2^k, where the low bits of `bits` hold k; -1023 < k < 1024. */
  powerOfTwo(bits: Value): Value {
    return this.fromBits(this.operation("shlBits", this.operation("addBits", bits, 1023n), 52n));
  }

  /** The polynomial's value by Horner's rule, coefficients from the constant term up. */
  polynomial(x: Value, coefficients: readonly number[]): Value {
    let sum = valueOf(coefficients[coefficients.length - 1]);
    for (let k = coefficients.length - 2; k >= 0; k--) sum = this.madd(sum, x, coefficients[k]);
    return sum;
  }

  /**
   * The same by Estrin's scheme: sums of neighbours, then of neighbouring sums, and so on. In a long chain each madd waits
   * for the one before it, some four cycles, and a core can't look far enough ahead to do something else meanwhile; but
   * rounding errs more.
   */
  shallowPolynomial(x: Value, coefficients: readonly number[]): Value {
    let terms: readonly Term[] = coefficients;
    for (let power = x;; power = this.mul(power, power)) {
      const sums: Term[] = [];
      for (let k = 0; k < terms.length; k += 2) {
        sums.push(k + 1 < terms.length ? this.madd(terms[k + 1], power, terms[k]) : terms[k]);
      }
      if (sums.length === 1) return valueOf(sums[0]);
      terms = sums;
    }
  }

  /** What follows is valid only where the condition holds. */
  guard(condition: Value): void {
    this.#region.guard(condition);
  }

  /** Guards |x| < limit, which NaN and infinities fail. */
  guardMagnitude(x: Value, limit: number): void {
    this.guard(this.operation("lt", this.abs(x), limit));
  }
}

/** A term as a value. */
export function valueOf(term: Term): Value {
  return typeof term === "object" ? term : constant(term);
}
