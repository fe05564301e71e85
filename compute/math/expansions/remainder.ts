import type { Value } from "../../ir/mod.ts";
import type { Formula, WholeParts } from "./formula.ts";
import { exactProduct, type Parts } from "./parts.ts";

/** Where the quotient's product with each half of the divisor is exact. */
const QUOTIENT_LIMIT = 2 ** 20;

/** Integers below it have quotients that no rounding carries to the next integer, and all products are exact. */
const INTEGER_LIMIT = 2 ** 52;

/**
 * x % y = x - trunc(x/y) y, exact: y is multiplied in two parts of 25 and 28 bits, and a quotient that rounding carried
 * to the next integer is put right after. Of integers it is that difference itself.
 */
export function expandRemainder(f: Formula, x: Value, y: Value): Value {
  const divisor = f.abs(y);
  const dividend = f.abs(x);
  if (f.total) return f.operation("copysign", totalRemainder(f, dividend, divisor), x);
  if (f.integers) {
    f.guard(f.operation("lt", dividend, INTEGER_LIMIT));
    const rest = f.nmadd(f.operation("trunc", f.div(x, y)), y, x);
    return f.fastmath ? rest : f.operation("copysign", rest, x);
  }
  f.guard(f.operation("lt", divisor, 2 ** 900));
  f.guard(f.operation("gt", divisor, 2 ** -900));
  const quotient = f.operation("trunc", f.div(dividend, divisor));
  f.guard(f.operation("lt", quotient, QUOTIENT_LIMIT));
  const high = f.leading(divisor, 25);
  const low = f.sub(divisor, high);
  const rest = f.sub(f.sub(dividend, f.mul(quotient, high)), f.mul(quotient, low));
  const corrected = f.select(f.operation("lt", rest, 0), f.add(rest, divisor), rest);
  return f.operation("copysign", corrected, x);
}

const SMALLEST = 2 ** -1022;

/** The exponents of dividend and divisor differ by less than 2^12: by 2^6 times less than 2^6, and bits for the rest. */
const BITS = [32, 16, 8, 4, 2, 1];

/**
 * The same everywhere, as JavaScript has it. For x = m 2^d u and y = n u with whole m and n it is (m 2^d mod n) u; and
 * 2^d mod n by squaring and doubling, as in modular arithmetic: a quotient of 2000 bits is never made.
 */
function totalRemainder(f: Formula, x: Value, y: Value): Value {
  const dividend = wholeParts(f, x);
  const divisor = wholeParts(f, y);
  const modulus: Modulus = { n: divisor.whole, inverse: f.div(1, divisor.whole), parts: f.halves(divisor.whole) };
  const distance = f.operation("pmax", f.sub(dividend.exponent, divisor.exponent), 0);
  const leading = f.operation("trunc", f.mul(distance, 1 / (2 * BITS[0])));
  let rest = f.sub(distance, f.mul(leading, 2 * BITS[0]));
  let power = f.powerOfTwo(f.integerOf(leading));
  for (const bit of BITS) {
    const isSet = f.operation("ge", rest, bit);
    rest = f.select(isSet, f.sub(rest, bit), rest);
    power = productModulo(f, power, f.mul(power, f.select(isSet, 2, 1)), modulus);
  }
  const signed = productModulo(f, dividend.whole, power, modulus);
  const whole = f.select(f.operation("lt", signed, 0), f.add(signed, divisor.whole), signed);
  const remainder = f.mul(f.mul(f.mul(whole, 2 ** -52), divisor.power), divisor.unit);
  // What is smaller than the divisor remains.
  const value = f.select(f.operation("lt", x, y), x, remainder);
  const defined = f.operation("and", f.operation("gt", y, 0), f.operation("lt", x, Infinity));
  return f.select(defined, value, NaN);
}

/** The same of any positive number; the power of two below it is power * unit, each of which is a normal number. */
function wholeParts(f: Formula, x: Value): WholeParts & { unit: Value } {
  const subnormal = f.operation("lt", x, SMALLEST);
  const { whole, exponent, power } = f.wholeParts(f.mul(x, f.select(subnormal, 2 ** 54, 1)));
  return {
    whole,
    exponent: f.sub(exponent, f.select(subnormal, 54, 0)),
    power,
    unit: f.select(subnormal, 2 ** -54, 1),
  };
}

/** A whole number of 53 bits, with what is computed of it once. */
interface Modulus {
  readonly n: Value;
  readonly inverse: Value;
  readonly parts: Parts;
}

/** The remainder of x y that is nearest to 0, for whole x and y with |x y| <= 2^52 n; exact. */
function productModulo(f: Formula, x: Value, y: Value, { n, inverse, parts }: Modulus): Value {
  const product = exactProduct(f, x, y);
  const quotient = f.operation("nearest", f.mul(product.high, inverse));
  const multiple = exactProduct(f, quotient, n, f.halves(quotient), parts);
  const high = f.sub(product.high, multiple.high);
  const low = f.sub(product.low, multiple.low);
  // Rounding may have made the quotient one or two too large or too small.
  const excess = f.operation("nearest", f.mul(f.add(high, low), inverse));
  return f.add(f.sub(high, f.mul(excess, n)), low);
}
