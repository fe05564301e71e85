import { type Declaration, extreme, type NumberFormat } from "./number_format.ts";
import {
  ADDITIVE,
  call,
  commonSpellings,
  type Expression,
  infix,
  negative,
  numberSpellings,
  primary,
  signed,
  type Spelling,
  unsigned,
} from "./expressions.ts";
import { FormulaFunctions } from "./functions.ts";
import { INTEGER_DECLARATIONS } from "./integers.ts";

const pair = "vec2<f64>";
const pairOf = (first: string, second: string) => `vec2<f64>(${first}, ${second})`;

/** A sum of sums, whose roundings no compiler may undo. */
const sum = (operator: string): Spelling => (x, y) => ({
  ...infix(operator, ADDITIVE)(fenced(x), fenced(y)),
  sum: true,
});
const fenced = (x: Expression) => x.sum ? primary(`fence(${x.text})`) : x;

/**
 * Native f64, of which WGSL has the arithmetic and the root alone, and no bits.
 *
 * @param fastmath Whether formulas may be the quicker ones, of up to 4 ULP.
 */
export function nativeF64(fastmath: boolean): NumberFormat {
  const functions = new FormulaFunctions({ fastmath, contract: fastmath, portable: "f64" }, () => format);
  const format: NumberFormat = {
    precision: "f64",
    type: "f64",
    pair,
    pairOf,
    pairWords: 4,
    start: "f64",
    offset: "f64",
    affine: false,
    prelude: `// Gives x: no compiler can see that zero is 0 and rearrange what is around it.
fn fence(x: f64) -> f64 {
  return select(x, f64(zero), zero != 0u);
}

// The loop's index.
fn position(start: f64, step: f64, offset: f64) -> f64 {
  return start + offset * step;
}`,
    spellings: {
      ...commonSpellings,
      ...numberSpellings,
      add: sum("+"),
      sub: sum("-"),
      neg: (x) => ({ ...negative(x), sum: x.sum }),
      fround: (x) => call("f64")(call("f32")(x)),
      madd: (x, y, z) => ({ ...call("fma")(x, y, fenced(z)), sum: true }),
      nmadd: (x, y, z) => ({ ...call("fma")(negative(x), y, fenced(z)), sum: true }),
      fromI32: call("f64"),
      fromU32: (x) => call("f64")(unsigned(x)),
      exponentOf: call("lanes_exponent"),
      powerOfTwo: call("lanes_power_of_two"),
      leading: call("lanes_leading"),
      smallToI32: call("i32"),
      scale: (x, k) => numberSpellings.mul(x, call("lanes_power_of_two")(k)),
      roughMadd: (x, y, z) => infix("+", ADDITIVE)(numberSpellings.mul(x, y), z),
    },
    needs: {
      min: ["lanes_min"],
      max: ["lanes_max"],
      copysign: ["lanes_copysign"],
      toI32: ["lanes_to_i32"],
      toUpperI32: ["lanes_to_upper_i32"],
      mulHighU32: ["lanes_mul_high"],
      exponentOf: ["lanes_exponent"],
      powerOfTwo: ["lanes_power_of_two"],
      leading: ["lanes_leading"],
      scale: ["lanes_power_of_two"],
    },
    constant,
    call: (name, operands) => functions.call(name, operands),
    declaration: (name) => DECLARATIONS[name] ?? functions.declaration(name),
    reductions: {
      sum: {
        identity: "0.0lf",
        combine: "add_partials",
        declaration: `// Adds two sums, each in two parts: the second holds what rounding took from the first.
fn add_partials(x: ${pair}, y: ${pair}) -> ${pair} {
  let sum = fence(x.x + y.x);
  let back = fence(sum - x.x);
  let lost = (x.x - fence(sum - back)) + (y.x - back);
  return ${pairOf("sum", "select(0.0lf, x.y + y.y + lost, abs(sum) < 1.0e308lf)")};
}`,
      },
      product: {
        identity: "1.0lf",
        combine: "multiply_partials",
        uses: ["lanes_exponent", "lanes_power_of_two"],
        declaration: `// Multiplies two products, each x.x * 2^x.y: they may leave the range of f64.
fn multiply_partials(x: ${pair}, y: ${pair}) -> ${pair} {
  let product = x.x * y.x;
  let exponent = lanes_exponent(product);
  if (exponent == NO_EXPONENT) {
    return ${pairOf("product", "x.y + y.y")};
  }
  let taken = clamp(exponent, -1000, 1000);
  return ${pairOf("product * lanes_power_of_two(-taken)", "x.y + y.y + f64(taken)")};
}`,
      },
      min: extreme("min", { pair, pairOf }, ["f64(bitcast<f32>(0x7f800000u ^ zero))", "x", "0.0lf"], ["lanes_min"]),
      max: extreme("max", { pair, pairOf }, ["f64(bitcast<f32>(0xff800000u ^ zero))", "x", "0.0lf"], ["lanes_max"]),
    },
  };
  return format;
}

/** A constant; WGSL has no literals of infinities and NaN. */
function constant(value: number): Expression {
  if (Number.isNaN(value)) return primary("f64(bitcast<f32>(0x7fc00000u ^ zero))");
  if (!Number.isFinite(value)) {
    return primary(`f64(bitcast<f32>(${value > 0 ? "0x7f800000u" : "0xff800000u"} ^ zero))`);
  }
  const size = String(Math.abs(value));
  return signed(/[.e]/.test(size) ? `${size}lf` : `${size}.0lf`, value < 0 || Object.is(value, -0));
}

/** The sign and whether it is a number are seen in the nearest f32. */
const IS_NEGATIVE = `fn lanes_is_negative(x: f64) -> bool {
  return bitcast<u32>(f32(x)) >> 31u != 0u;
}`;

const IS_NAN = `fn lanes_is_nan(x: f64) -> bool {
  return (bitcast<u32>(f32(x)) & 0x7fffffffu) > 0x7f800000u;
}`;

const extremeOf = (kind: "min" | "max", operator: "<" | ">", first: "x" | "y") => ({
  uses: ["lanes_is_negative", "lanes_is_nan"],
  text: `// NaN wins, and -0 is less than 0.
fn lanes_${kind}(x: f64, y: f64) -> f64 {
  let first = x ${operator} y || (x == y && lanes_is_negative(${first}));
  return select(select(y, x, first), x + y, lanes_is_nan(x) || lanes_is_nan(y));
}`,
});

const DECLARATIONS: Readonly<Record<string, Declaration>> = {
  lanes_is_negative: { text: IS_NEGATIVE },
  lanes_is_nan: { text: IS_NAN },
  lanes_min: extremeOf("min", "<", "x"),
  lanes_max: extremeOf("max", ">", "y"),
  lanes_copysign: {
    uses: ["lanes_is_negative"],
    text: `fn lanes_copysign(x: f64, y: f64) -> f64 {
  return select(x, -x, lanes_is_negative(x) != lanes_is_negative(y));
}`,
  },
  lanes_to_i32: {
    text: `// x cut to an integer, modulo 2^32; NaN and the infinities are 0.
fn lanes_to_i32(x: f64) -> i32 {
  let whole = trunc(x);
  let rest = whole - floor(whole * 2.3283064365386963e-10lf) * 4294967296.0lf;
  return bitcast<i32>(select(0u, u32(rest), rest >= 0.0lf && rest < 4294967296.0lf));
}`,
  },
  lanes_to_upper_i32: {
    uses: ["lanes_to_i32"],
    text: `// The integer part of x / 2^32, modulo 2^32.
fn lanes_to_upper_i32(x: f64) -> i32 {
  return lanes_to_i32(floor(x * 2.3283064365386963e-10lf));
}`,
  },
  ...INTEGER_DECLARATIONS,
  lanes_small_power: {
    text: `// 2^k as an f32, which holds those of -126 to 127.
fn lanes_small_power(k: i32) -> f64 {
  return f64(bitcast<f32>(u32(k + 127) << 23u));
}`,
  },
  lanes_power_of_two: {
    uses: ["lanes_small_power"],
    text: `// 2^k: 2^(k / 16) to the sixteenth, and what is missing.
fn lanes_power_of_two(k: i32) -> f64 {
  let root = lanes_small_power(k >> 4u);
  let square = root * root;
  let fourth = square * square;
  let eighth = fourth * fourth;
  return eighth * (eighth * lanes_small_power(k & 15));
}`,
  },
  lanes_exponent: {
    uses: ["lanes_small_power"],
    text: `// floor(log2 |x|) of a normal number. An f32 tells it, of x scaled to its range.
const NO_EXPONENT = 1100;

fn lanes_exponent(x: f64) -> i32 {
  var size = abs(x);
  var exponent = 0;
  if (!(size > 0.0lf && size < f64(bitcast<f32>(0x7f800000u ^ zero)))) {
    return NO_EXPONENT;
  }
  if (size >= 1.3407807929942597e154lf) {
    size *= 7.458340731200207e-155lf;
    exponent = 512;
  } else if (size < 2.983336292480083e-154lf) {
    size *= 1.3407807929942597e154lf;
    exponent = -512;
  }
  if (size >= 1.157920892373162e77lf) {
    size *= 8.636168555094445e-78lf;
    exponent += 256;
  } else if (size < 3.454467422037778e-77lf) {
    size *= 1.157920892373162e77lf;
    exponent -= 256;
  }
  if (size >= 3.402823669209385e38lf) {
    size *= 2.938735877055719e-39lf;
    exponent += 128;
  } else if (size < 1.1754943508222875e-38lf) {
    size *= 3.402823669209385e38lf;
    exponent -= 128;
  }
  // Rounding to an f32 may have carried it to the next power.
  let near = i32(bitcast<u32>(f32(size)) >> 23u) - 127;
  let carried = near > 127 || size < lanes_small_power(near);
  return exponent + select(near, near - 1, carried);
}`,
  },
  lanes_leading: {
    text: `// x rounded to 53 - k bits for the factor 2^k + 1.
fn lanes_leading(x: f64, factor: f64) -> f64 {
  let product = x * factor;
  let rest = fence(product - x);
  return select(x, product - rest, abs(x) < 8.452712498170644e270lf);
}`,
  },
};
