import { extreme, type NumberFormat } from "./number_format.ts";
import {
  call,
  commonSpellings,
  type Expression,
  negative,
  not,
  primary,
  select,
  type Spelling,
  unsigned,
} from "./expressions.ts";
import { DECLARATIONS } from "./df64_declarations.ts";
import { literal, SMALLEST_F32 } from "./f32.ts";
import { FormulaFunctions } from "./functions.ts";

const pair = "vec4f";
const pairOf = (first: string, second: string) => `vec4f(${first}, ${second})`;

/** Comparisons take the first parts, and where these are equal the second. */
const compared = (name: string): Spelling => call(`lanes_${name}`);
const equal = compared("equal");
const less = compared("less");
const lessOrEqual = compared("less_or_equal");

/** A pair whose second part is 0. */
const alone = (first: string): Expression => ({ ...primary(`vec2f(${first}, 0.0)`), single: first });

/** The first part of a pair. */
const firstOf = ({ text, single }: Expression): string => single ?? `${text}.x`;

const scaled = (x: Expression, factor: Expression): Expression => primary(`(${x.text} * ${factor.text})`);

/** The contrary of a pair. */
const minus = (x: Expression): Expression => {
  if (x.single === undefined) return negative(x);
  return alone(x.single.startsWith("-") ? x.single.slice(1) : `-${x.single}`);
};

const add: Spelling = (x, y) => {
  if (y.single !== undefined) return call("lanes_add_f32")(x, primary(y.single));
  return x.single === undefined ? call("lanes_add")(x, y) : call("lanes_add_f32")(y, primary(x.single));
};

const multiply: Spelling = (x, y) => {
  const [pair, factor] = y.single === undefined ? [y, x.single] : [x, y.single];
  if (factor === undefined) return call("lanes_multiply")(x, y);
  if (Number.isInteger(Math.log2(Math.abs(Number(factor))))) return scaled(pair, primary(factor));
  if (pair.single !== undefined) return call("lanes_exact_product")(primary(pair.single), primary(factor));
  return call("lanes_multiply_f32")(pair, primary(factor));
};

/**
 * Numbers as the unevaluated sum of two f32, 48 bits in all, with the exponents of f32 (Joldes, Muller and Popescu,
 * Tight and rigorous error bounds for basic building blocks of double-word format, TOMS 2017). Its parts are fenced
 * wherever compilers could take them for equal to what they round.
 */
export const df64: NumberFormat = {
  precision: "df64",
  type: "vec2f",
  pair,
  pairOf,
  pairWords: 4,
  start: "vec2f",
  offset: "f32",
  affine: true,
  prelude: `// Whether fma rounds once on this device: a canary at the start tells.
override fused: bool = true;

// Gives x, rounded to f32: no compiler can see that zero is 0 and rearrange what is around it.
fn fence(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ zero);
}

// A sum in two parts, of a first that is the larger; infinities and NaN have no second part.
fn lanes_ordered_sum(high: f32, low: f32) -> vec2f {
  let sum = fence(high + low);
  let lost = low - fence(sum - high);
  return vec2f(sum, select(0.0, lost, abs(sum) <= 3.4028234e38));
}

// x + y exactly: the rounded sum, and what rounding took.
fn lanes_exact_sum(x: f32, y: f32) -> vec2f {
  let sum = fence(x + y);
  let part = fence(sum - x);
  return vec2f(sum, fence(x - fence(sum - part)) + fence(y - part));
}

// x * y exactly: the rounded product, and what rounding took, from products of 12 bits where fma rounds twice.
fn lanes_exact_product(x: f32, y: f32) -> vec2f {
  let product = fence(x * y);
  if (fused) {
    return vec2f(product, fma(x, y, -product));
  }
  let a = bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
  let b = bitcast<f32>(bitcast<u32>(y) & 0xfffff000u);
  let c = fence(x - a);
  let d = fence(y - b);
  return vec2f(product, fence(fence(fence(a * b - product) + a * d) + c * b) + c * d);
}

fn lanes_add(x: vec2f, y: vec2f) -> vec2f {
  let high = lanes_exact_sum(x.x, y.x);
  let low = lanes_exact_sum(x.y, y.y);
  let first = lanes_ordered_sum(high.x, select(0.0, high.y + low.x, abs(high.x) <= 3.4028234e38));
  return lanes_ordered_sum(first.x, low.y + first.y);
}

fn lanes_multiply(x: vec2f, y: vec2f) -> vec2f {
  let high = lanes_exact_product(x.x, y.x);
  let low = high.y + fma(x.x, y.y, x.y * y.x);
  return lanes_ordered_sum(high.x, select(0.0, low, abs(high.x) <= 3.4028234e38));
}

fn lanes_add_f32(x: vec2f, y: f32) -> vec2f {
  let high = lanes_exact_sum(x.x, y);
  return lanes_ordered_sum(high.x, select(0.0, high.y + x.y, abs(high.x) <= 3.4028234e38));
}

fn lanes_multiply_f32(x: vec2f, y: f32) -> vec2f {
  let high = lanes_exact_product(x.x, y);
  return lanes_ordered_sum(high.x, select(0.0, fma(x.y, y, high.y), abs(high.x) <= 3.4028234e38));
}

// start + offset * step.
fn position(start: vec2f, step: vec2f, offset: f32) -> vec2f {
  return lanes_add(start, lanes_multiply_f32(step, offset));
}`,
  spellings: {
    ...commonSpellings,
    add,
    sub: (x, y) => add(x, minus(y)),
    mul: multiply,
    div: call("lanes_divide"),
    neg: negative,
    abs: call("lanes_abs"),
    sqrt: call("lanes_sqrt"),
    floor: call("lanes_floor"),
    ceil: (x) => negative(call("lanes_floor")(negative(x))),
    trunc: call("lanes_trunc"),
    fround: (x) => alone(firstOf(x)),
    // The nearest integer to x, |x| < 2^23, or to one nearly as near.
    nearest: (x) => alone(`round(${firstOf(x)})`),
    min: call("lanes_min"),
    max: call("lanes_max"),
    pmin: (x, y) => select(less(y, x), y, x),
    pmax: (x, y) => select(less(x, y), y, x),
    copysign: call("lanes_copysign"),
    // Polynomials alone are given it: z is the larger.
    madd: call("lanes_madd"),
    eq: equal,
    ne: (x, y) => not(equal(x, y)),
    lt: less,
    le: lessOrEqual,
    gt: (x, y) => less(y, x),
    ge: (x, y) => lessOrEqual(y, x),
    select,
    toI32: call("lanes_to_i32"),
    toUpperI32: call("lanes_to_upper_i32"),
    fromI32: call("lanes_from_i32"),
    fromU32: (x) => call("lanes_from_u32")(unsigned(x)),
    exponentOf: call("lanes_exponent"),
    powerOfTwo: (k) => alone(call("lanes_power")(k).text),
    leading: (x) => alone(firstOf(x)),
    smallToI32: (x) => primary(`i32(${firstOf(x)})`),
    scale: call("lanes_scale"),
    roughMadd: (x, y, z) => alone(`fma(${firstOf(x)}, ${firstOf(y)}, ${firstOf(z)})`),
  },
  needs: {
    div: ["lanes_divide"],
    madd: ["lanes_madd"],
    abs: ["lanes_abs"],
    sqrt: ["lanes_sqrt"],
    floor: ["lanes_floor"],
    ceil: ["lanes_floor"],
    trunc: ["lanes_trunc"],
    min: ["lanes_min"],
    max: ["lanes_max"],
    pmin: ["lanes_less"],
    pmax: ["lanes_less"],
    copysign: ["lanes_copysign"],
    eq: ["lanes_equal"],
    ne: ["lanes_equal"],
    lt: ["lanes_less"],
    gt: ["lanes_less"],
    le: ["lanes_less_or_equal"],
    ge: ["lanes_less_or_equal"],
    toI32: ["lanes_to_i32"],
    toUpperI32: ["lanes_to_upper_i32"],
    fromI32: ["lanes_from_i32"],
    fromU32: ["lanes_from_u32"],
    mulHighU32: ["lanes_mul_high"],
    exponentOf: ["lanes_exponent"],
    powerOfTwo: ["lanes_power"],
    scale: ["lanes_scale"],
  },
  constant,
  call: (name, operands) => functions.call(name, operands),
  declaration: (name) => DECLARATIONS[name] ?? functions.declaration(name),
  reductions: {
    sum: {
      identity: "vec2f(0.0, 0.0)",
      combine: "add_partials",
      declaration:
        `// Adds two sums, each in three parts: those after the first hold what rounding took from those before.
fn add_partials(x: vec4f, y: vec4f) -> vec4f {
  let high = lanes_exact_sum(x.x, y.x);
  let middle = lanes_exact_sum(x.y, y.y);
  let inner = lanes_exact_sum(high.y, middle.x);
  let sum = lanes_exact_sum(high.x, inner.x);
  let low = x.z + y.z + middle.y + inner.y;
  return select(vec4f(high.x, 0.0, 0.0, 0.0), vec4f(sum, low, 0.0), abs(high.x) <= 3.4028234e38);
}`,
    },
    product: {
      identity: "vec2f(1.0, 0.0)",
      combine: "multiply_partials",
      uses: ["lanes_exponent", "lanes_power"],
      declaration: `// Multiplies two products, each x.xy * 2^x.z: they may leave the range of f32.
fn multiply_partials(x: vec4f, y: vec4f) -> vec4f {
  let product = lanes_multiply(x.xy, y.xy);
  let exponent = lanes_exponent(product);
  if (exponent == -127 || exponent == 128) {
    return vec4f(product, x.z + y.z, 0.0);
  }
  // In two steps, since 2^-127 is no normal number.
  let half = exponent >> 1u;
  let mantissa = product * lanes_power(-half) * lanes_power(half - exponent);
  return vec4f(mantissa, x.z + y.z + f32(exponent), 0.0);
}`,
    },
    min: extreme("min", { pair, pairOf }, ["vec2f(bitcast<f32>(0x7f800000u ^ zero), 0.0)", "xy", "vec2f(0.0, 0.0)"], [
      "lanes_min",
    ]),
    max: extreme("max", { pair, pairOf }, ["vec2f(bitcast<f32>(0xff800000u ^ zero), 0.0)", "xy", "vec2f(0.0, 0.0)"], [
      "lanes_max",
    ]),
  },
};

const functions = new FormulaFunctions({ fastmath: true, contract: false, portable: "df64" }, () => df64);

/** A constant; WGSL has no literals of infinities and NaN, and those of subnormal numbers may be read as 0. */
function constant(value: number): Expression | null {
  const high = Math.fround(value);
  const bits = Number.isNaN(high) ? "0x7fc00000u" : high === Infinity ? "0x7f800000u" : "0xff800000u";
  if (!Number.isFinite(high)) return alone(`bitcast<f32>(${bits} ^ zero)`);
  if (value !== 0 && Math.abs(high) < SMALLEST_F32) return null;
  const low = Math.fround(value - high);
  const [first, second] = [high, Math.abs(low) < SMALLEST_F32 ? 0 : low].map((part) => literal(part).text);
  return second === "0.0" ? alone(first) : primary(`vec2f(${first}, ${second})`);
}
