import { constant, operations, type RegionBuilder, type Value } from "../../ir/mod.ts";
import type { ExpansionOptions } from "../record.ts";
import { Formula, type Rounded, type SplitExponent, type WholeParts } from "./formula.ts";

/** x^(-1/3) on [1/2, 4], constant term first; Remez: relative error 1.7 %. */
const INVERSE_CUBE_ROOT = [1.55855, -0.748926, 0.231298, -0.0256918];

const ZERO = constant(0, "i32");

/**
 * Writes formulas for targets that can't see a number's bits, as shaders can't those of an f64; integers are of the type
 * i32. Its numbers are f64, or `df64`, pairs of f32 with 48 bits, for which `leading` is the first of the pair.
 */
export class PortableFormula extends Formula {
  override readonly narrow: boolean;

  constructor(region: RegionBuilder, options: ExpansionOptions) {
    super(region, options);
    this.narrow = options.portable === "df64";
  }

  override rounded(x: Value): Rounded {
    const n = this.operation("nearest", x);
    return { n, integer: this.operation("smallToI32", n) };
  }

  override roundedProduct(x: Value, factor: number): Rounded {
    return this.rounded(this.mul(x, factor));
  }

  override integerOf(n: Value): Value {
    return this.operation("toI32", n);
  }

  override next(integer: Value): Value {
    return this.#plus(integer, 1);
  }

  override isOdd(integer: Value): Value {
    return this.#has(integer, 1);
  }

  override negateIfOdd(x: Value, integer: Value): Value {
    return this.select(this.isOdd(integer), this.neg(x), x);
  }

  override negateInSecondHalf(x: Value, integer: Value): Value {
    return this.select(this.#has(integer, 2), this.neg(x), x);
  }

  override scaleByPowerOfTwo(x: Value, k: Value): Value {
    return this.operation("scale", x, k);
  }

  override scaleAnywhere(x: Value, k: Value): Value {
    const half = this.operation("shrI32", k, constant(1, "i32"));
    return this.scaleByPowerOfTwo(this.scaleByPowerOfTwo(x, half), this.operation("subI32", k, half));
  }

  override powerOfTwo(k: Value, offset = 0): Value {
    return this.operation("powerOfTwo", offset === 0 ? k : this.#plus(k, offset));
  }

  override splitExponent(x: Value): SplitExponent {
    const exponent = this.operation("exponentOf", x);
    // 2^-1023 is no normal number: it is multiplied by in two steps.
    const one = this.#scaleByInverse(x, exponent);
    const high = this.operation("gt", one, Math.SQRT2);
    const inverse = this.#scaleByInverse(constant(1), exponent);
    return {
      k: this.add(this.operation("fromI32", exponent), this.select(high, 1, 0)),
      m: this.select(high, this.mul(one, 0.5), one),
      inverse: this.select(high, this.mul(inverse, 0.5), inverse),
    };
  }

  override wholeParts(x: Value): WholeParts {
    const exponent = this.operation("exponentOf", x);
    return {
      whole: this.mul(this.#scaleByInverse(x, exponent), 2 ** 52),
      exponent: this.add(this.operation("fromI32", exponent), 1023),
      power: this.powerOfTwo(exponent),
    };
  }

  override leading(x: Value, bits: number): Value {
    const factor = 2 ** (53 - bits) + 1;
    // A compiler that knows the number would know too much: it takes a sum less one of its terms for the other.
    if (x.kind === "constant" && !this.narrow) return constant(operations.leading.evaluate(x.value, factor) as number);
    return this.operation("leading", x, factor);
  }

  override halves(x: Value): { high: Value; low: Value } {
    const high = this.leading(x, 26);
    return { high, low: this.sub(x, high) };
  }

  override roughInverseCubeRoot(x: Value): Value {
    const third = this.operation(
      "nearest",
      this.mul(this.operation("fromI32", this.operation("exponentOf", x)), 1 / 3),
    );
    const scale = this.powerOfTwo(this.operation("subI32", ZERO, this.operation("smallToI32", third)));
    const near = this.mul(this.mul(this.mul(x, scale), scale), scale);
    return this.mul(this.polynomial(near, INVERSE_CUBE_ROOT), scale);
  }

  /** Small terms of numbers in two parts are added in one. */
  override polynomial(x: Value, coefficients: readonly number[], bound = Infinity): Value {
    if (!this.narrow) return super.polynomial(x, coefficients);
    const sizes = coefficients.map((coefficient, k) => Math.abs(coefficient) * bound ** k);
    const most = bound === Infinity ? 0 : Math.max(...sizes) * 2 ** -21;
    let k = coefficients.length - 1;
    let sum: Value = constant(coefficients[k--]);
    while (k >= 0 && sizes[k] < most) sum = this.operation("roughMadd", sum, x, coefficients[k--]);
    for (; k >= 0; k--) sum = this.operation("madd", sum, x, coefficients[k]);
    return sum;
  }

  /** A GPU has other invocations to run meanwhile. */
  override shallowPolynomial(x: Value, coefficients: readonly number[], bound = Infinity): Value {
    return this.polynomial(x, coefficients, bound);
  }

  /** x 2^-k in two steps, of powers that are normal numbers whenever 2^k is one. */
  #scaleByInverse(x: Value, k: Value): Value {
    const half = this.operation("shrI32", k, constant(1, "i32"));
    return this.operation(
      "scale",
      this.operation("scale", x, this.operation("subI32", ZERO, half)),
      this.operation("subI32", half, k),
    );
  }

  #plus(integer: Value, offset: number): Value {
    return this.operation("addI32", integer, constant(offset, "i32"));
  }

  /** Whether a bit is set. */
  #has(integer: Value, bit: number): Value {
    const masked = this.operation("andI32", integer, constant(bit, "i32"));
    return this.operation("ne", this.operation("fromI32", masked), 0);
  }
}
