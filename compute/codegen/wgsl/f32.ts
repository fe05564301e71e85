import { mathFunctions } from "../../math/mod.ts";
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
  unsigned,
} from "./expressions.ts";
import { INTEGER_DECLARATIONS, TO_I32, TO_UPPER_I32 } from "./integers.ts";

const pair = "vec2f";
const pairOf = (first: string, second: string) => `vec2f(${first}, ${second})`;

/** Plain f32, with functions that are written for it. */
export const f32: NumberFormat = {
  precision: "f32",
  type: "f32",
  pair,
  pairOf,
  pairWords: 2,
  start: "vec2f",
  offset: "f32",
  affine: true,
  prelude: `// Gives x, rounded to f32: no compiler can see that zero is 0 and rearrange what is around it.
fn fence(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ zero);
}

// start + offset * step, rounded once: start is in two parts; what step lacks of its own, the second part makes up for.
fn position(start: vec2f, step: vec2f, offset: f32) -> f32 {
  return start.x + fma(offset, step.x, start.y);
}`,
  spellings: {
    ...commonSpellings,
    ...numberSpellings,
    add: infix("+", ADDITIVE),
    sub: infix("-", ADDITIVE),
    madd: call("fma"),
    nmadd: (x, y, z) => call("fma")(negative(x), y, z),
    fromI32: call("f32"),
    fromU32: (x) => call("f32")(unsigned(x)),
  },
  needs: {
    min: ["min"],
    max: ["max"],
    copysign: ["sign"],
    toI32: ["lanes_to_i32"],
    toUpperI32: ["lanes_to_upper_i32"],
    mulHighU32: ["lanes_mul_high"],
  },
  constant,
  call(name, operands) {
    const wgsl = mathFunctions.get(name)?.wgsl;
    if (!wgsl) return null;
    return { expression: primary(wgsl.call(...operands.map(({ text }) => text))), need: name };
  },
  declaration(name) {
    const own = DECLARATIONS[name];
    if (own) return own;
    const { declaration = "", uses, thorough } = mathFunctions.get(name)!.wgsl!;
    return { text: declaration, uses, thorough };
  },
  reductions: {
    sum: {
      identity: "0.0",
      combine: "add_partials",
      declaration: `// Adds two sums, each in two parts: the second holds what rounding took from the first.
fn add_partials(x: vec2f, y: vec2f) -> vec2f {
  let sum = fence(x.x + y.x);
  let back = fence(sum - x.x);
  let lost = (x.x - fence(sum - back)) + (y.x - back);
  return vec2f(sum, select(0.0, x.y + y.y + lost, abs(sum) < 3.0e38));
}`,
    },
    product: {
      identity: "1.0",
      combine: "multiply_partials",
      declaration: `// Multiplies two products, each x.x * 2^x.y: they may leave the range of f32.
fn multiply_partials(x: vec2f, y: vec2f) -> vec2f {
  let product = x.x * y.x;
  let bits = bitcast<u32>(product);
  let exponent = (bits >> 23u) & 0xffu;
  if (exponent == 0u || exponent == 0xffu) {
    return vec2f(product, x.y + y.y);
  }
  let mantissa = bitcast<f32>((bits & 0x807fffffu) | 0x3f800000u);
  return vec2f(mantissa, x.y + y.y + f32(exponent) - 127.0);
}`,
    },
    min: extreme("min", { pair, pairOf }, ["bitcast<f32>(0x7f800000u ^ zero)", "x", "0.0"], ["min"]),
    max: extreme("max", { pair, pairOf }, ["bitcast<f32>(0xff800000u ^ zero)", "x", "0.0"], ["max"]),
  },
};

const DECLARATIONS: Readonly<Record<string, Declaration>> = {
  lanes_to_i32: { text: TO_I32 },
  lanes_to_upper_i32: { text: TO_UPPER_I32, uses: ["lanes_to_i32"] },
  ...INTEGER_DECLARATIONS,
};

/**
 * A constant as a literal.
 *
 * @returns The shortest literal that reads back as the same f32, or null where WGSL has none: it takes no infinities,
 * NaNs or numbers beyond f32, and may read a subnormal as 0.
 */
function constant(value: number): Expression | null {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded) || (value !== 0 && Math.abs(rounded) < SMALLEST_F32)) return null;
  return literal(rounded);
}

/** An f32 that is normal or 0 as a literal. */
export function literal(rounded: number): Expression {
  const size = shortest(Math.abs(rounded));
  return signed(/[.e]/.test(size) ? size : `${size}.0`, rounded < 0 || Object.is(rounded, -0));
}

/** The largest f32, and the smallest normal one. A decimal a little larger that rounds to the first is refused by browsers. */
export const LARGEST_F32 = (2 - 2 ** -23) * 2 ** 127;
export const SMALLEST_F32 = 2 ** -126;

/** The shortest decimal that rounds to this f32. */
function shortest(rounded: number): string {
  if (rounded === LARGEST_F32) return String(rounded);
  for (let digits = 1; digits < 9; digits++) {
    const text = rounded.toPrecision(digits);
    if (Math.fround(Number(text)) === rounded) return String(Number(text));
  }
  return String(Number(rounded.toPrecision(9)));
}
