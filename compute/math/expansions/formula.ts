import { type Callee, constant, type OperationName, type RegionBuilder, type Value } from "../../ir/mod.ts";
import type { ExpansionOptions } from "../record.ts";

/** What a formula takes as an operand: a value, or a number that becomes a constant. */
export type Term = Value | number | bigint;

/** 2^52 + 2^51: the sum of this and a small x is x rounded to an integer, which its low bits hold. */
const ROUNDER = 2 ** 52 + 2 ** 51;

const bitsOfOne = 0x3ff0_0000_0000_0000n;
const bitsOfMinusZero = 0x8000_0000_0000_0000n;
/** sqrt(1/2) rounded down to 20 bits. */
const bitsOfLeast = 0x3fe6_a09e_0000_0000n;
const mantissa = 0x000f_ffff_ffff_ffffn;
/** The bits of 2^52, in whose low bits a small integer is the number 2^52 + the integer. */
const bitsOfTwo52 = 0x4330_0000_0000_0000n;

/** A number rounded to an integer, which is small. */
export interface Rounded {
  /** The integer as a number. */
  readonly n: Value;
  /** The integer for what counts in integers: in the low bits of `bits`, or as an i32, as the formula's kind has it. */
  readonly integer: Value;
}

/** A normal positive number as 2^k m with m in [sqrt(1/2), sqrt(2)); `inverse` is 2^-k, or no more than 0 for k > 1022. */
export interface SplitExponent {
  readonly k: Value;
  readonly m: Value;
  readonly inverse: Value;
}

/** A normal positive number as whole * 2^(exponent - 1075), 2^52 <= whole < 2^53; `power` is the power of two below it. */
export interface WholeParts {
  readonly whole: Value;
  readonly exponent: Value;
  readonly power: Value;
}

/**
 * Writes operations into a region, as formulas are written: operands may be numbers, and `madd` is contracted only
 * where `contract` allows it. Integers and exponents are taken from, and put into, a number's bits; `PortableFormula`
 * does that for targets that can't see them.
 */
export class Formula {
  readonly #region: RegionBuilder;
  readonly fastmath: boolean;
  readonly contract: boolean;
  readonly total: boolean;
  readonly integers: boolean;
  readonly digits: number;
  /** Whether numbers have 48 bits, and the exponents of f32: constants beyond are its largest and its smallest. */
  readonly narrow: boolean = false;

  constructor(region: RegionBuilder, options: ExpansionOptions) {
    this.#region = region;
    this.fastmath = options.fastmath;
    this.contract = options.contract ?? options.fastmath;
    this.total = options.total;
    this.integers = options.integers ?? false;
    this.digits = options.digits ?? 53;
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
      type === "f64" ? "select" : type === "bits" ? "selectBits" : type === "i32" ? "selectI32" : "selectBool",
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

  /** x rounded; |x| < 2^51. */
  rounded(x: Value): Rounded {
    return this.#roundedSum(this.add(x, ROUNDER));
  }

  /** x * factor rounded. */
  roundedProduct(x: Value, factor: number): Rounded {
    return this.#roundedSum(this.madd(x, factor, ROUNDER));
  }

  #roundedSum(sum: Value): Rounded {
    return { n: this.sub(sum, ROUNDER), integer: this.bits(sum) };
  }

  /** A number that is an integer already, for what counts in integers. */
  integerOf(n: Value): Value {
    return this.bits(this.add(n, ROUNDER));
  }

  /** The integer after this one. */
  next(integer: Value): Value {
    return this.operation("addBits", integer, 1n);
  }

  /** Whether the lowest bit is set: of the two that the shift leaves, it makes a 2 and the other a sign. */
  isOdd(integer: Value): Value {
    return this.operation("ne", this.fromBits(this.operation("shlBits", integer, 62n)), 0);
  }

  /** x with its sign flipped where the integer is odd. */
  negateIfOdd(x: Value, integer: Value): Value {
    return this.fromBits(this.operation("xorBits", this.bits(x), this.operation("shlBits", integer, 63n)));
  }

  /** x with its sign flipped where the integer is 2 or 3 modulo four. */
  negateInSecondHalf(x: Value, integer: Value): Value {
    const sign = this.operation("andBits", this.operation("shlBits", integer, 62n), bitsOfMinusZero);
    return this.fromBits(this.operation("xorBits", this.bits(x), sign));
  }

  /** x * 2^k, exact for normal x and result. */
  scaleByPowerOfTwo(x: Value, k: Value): Value {
    return this.fromBits(this.operation("addBits", this.bits(x), this.operation("shlBits", k, 52n)));
  }

  /** x * 2^k in two steps, so that the result may be subnormal, 0 or infinite; -1100 < k < 1100. */
  scaleAnywhere(x: Value, k: Value): Value {
    const biased = this.operation("andBits", this.operation("addBits", k, 2048n), 0xfffn);
    const half = this.operation("shrBits", biased, 1n);
    const power = (exponent: Value) =>
      this.fromBits(this.operation("shlBits", this.operation("subBits", exponent, 1n), 52n));
    return this.mul(this.mul(x, power(half)), power(this.operation("subBits", biased, half)));
  }

  /** 2^(k + offset), where that is a normal number. */
  powerOfTwo(k: Value, offset = 0): Value {
    return this.fromBits(this.operation("shlBits", this.operation("addBits", k, BigInt(1023 + offset)), 52n));
  }

  /** Splits a normal positive number. */
  splitExponent(x: Value): SplitExponent {
    const shifted = this.operation("addBits", this.bits(x), bitsOfOne - bitsOfLeast);
    const biased = this.operation("shrBits", shifted, 52n);
    const exponent = this.operation("orBits", biased, bitsOfTwo52);
    const k = this.sub(this.fromBits(exponent), 2 ** 52 + 1023);
    const m = this.fromBits(this.operation("addBits", this.operation("andBits", shifted, mantissa), bitsOfLeast));
    const inverse = this.fromBits(this.operation("shlBits", this.operation("subBits", 2046n, biased), 52n));
    return { k, m, inverse };
  }

  /** Splits a normal positive number. */
  wholeParts(x: Value): WholeParts {
    const bits = this.bits(x);
    const biased = this.operation("shrBits", bits, 52n);
    const exponent = this.sub(this.fromBits(this.operation("orBits", biased, bitsOfTwo52)), 2 ** 52);
    return {
      whole: this.fromBits(this.operation("orBits", this.operation("andBits", bits, mantissa), bitsOfTwo52)),
      exponent,
      power: this.fromBits(this.operation("shlBits", biased, 52n)),
    };
  }

  /** The first so many bits of x, cut or rounded: few enough for exact products. */
  leading(x: Value, bits: number): Value {
    return this.fromBits(this.operation("andBits", this.bits(x), (1n << 64n) - (1n << BigInt(53 - bits))));
  }

  /** x in two parts of 26 bits each, whose products are exact (Veltkamp); |x| < 2^996. */
  halves(x: Value): { high: Value; low: Value } {
    const product = this.product(x, 2 ** 27 + 1);
    const high = this.sub(product, this.sub(product, x));
    return { high, low: this.sub(x, high) };
  }

  /**
   * About x^(-1/3) of a normal positive number, to 3.4 %: x's bits divided by three, and taken from what gives the least
   * error over an octave of cubes.
   */
  roughInverseCubeRoot(x: Value): Value {
    const guess = 0x553e_f0ff;
    const upper = this.fromBits(this.operation("orBits", this.operation("shrBits", this.bits(x), 32n), bitsOfTwo52));
    const third = this.bits(this.madd(this.sub(upper, 2 ** 52), -1 / 3, 2 ** 52 + guess));
    return this.fromBits(this.operation("shlBits", third, 32n));
  }

  /**
   * The polynomial's value by Horner's rule, coefficients from the constant term up.
   *
   * @param _bound |x| at most: where numbers are pairs, small terms need but one part.
   */
  polynomial(x: Value, coefficients: readonly number[], _bound = Infinity): Value {
    let sum = valueOf(coefficients[coefficients.length - 1]);
    for (let k = coefficients.length - 2; k >= 0; k--) sum = this.madd(sum, x, coefficients[k]);
    return sum;
  }

  /**
   * The same by Estrin's scheme: sums of neighbours, then of neighbouring sums, and so on. In a long chain each madd waits
   * for the one before it, some four cycles, and a core can't look far enough ahead to do something else meanwhile; but
   * rounding errs more.
   */
  shallowPolynomial(x: Value, coefficients: readonly number[], _bound = Infinity): Value {
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
