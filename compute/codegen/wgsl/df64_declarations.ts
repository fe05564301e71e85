import type { Declaration } from "./number_format.ts";
import { QUARTER_TURN, REMAINDER } from "./df64_arguments.ts";
import { INTEGER_DECLARATIONS, TO_I32 } from "./integers.ts";

/** What shaders in df64 may call, by name, beside its prelude. */
export const DECLARATIONS: Readonly<Record<string, Declaration>> = {
  lanes_divide: {
    text: `// Three digits of the quotient, in f32 each.
fn lanes_divide(x: vec2f, y: vec2f) -> vec2f {
  let first = fence(x.x / y.x);
  var rest = lanes_add(x, -lanes_multiply_f32(y, first));
  let second = fence(rest.x / y.x);
  rest = lanes_add(rest, -lanes_multiply_f32(y, second));
  let low = lanes_exact_sum(second, rest.x / y.x);
  let sum = lanes_ordered_sum(first, low.x);
  let quotient = lanes_ordered_sum(sum.x, sum.y + low.y);
  return select(vec2f(first, 0.0), quotient, abs(first) <= 3.4028234e38 && abs(quotient.x) <= 3.4028234e38);
}`,
  },
  lanes_madd: {
    text: `// x * y + z for a z that is no smaller than the product: where it isn't cancelled, 46 bits are right.
fn lanes_madd(x: vec2f, y: vec2f, z: vec2f) -> vec2f {
  let product = lanes_exact_product(x.x, y.x);
  let sum = lanes_exact_sum(z.x, product.x);
  let low = sum.y + (product.y + fma(x.x, y.y, fma(x.y, y.x, z.y)));
  return lanes_ordered_sum(sum.x, select(0.0, low, abs(sum.x) <= 3.4028234e38));
}`,
  },
  lanes_abs: {
    text: `fn lanes_abs(x: vec2f) -> vec2f {
  return select(x, -x, bitcast<u32>(x.x) >> 31u != 0u);
}`,
  },
  lanes_sqrt: {
    text: `// The root of the first part, and what is missing, by Newton's method.
fn lanes_sqrt(x: vec2f) -> vec2f {
  let first = fence(sqrt(x.x));
  let square = lanes_exact_product(first, first);
  let rest = lanes_add(x, -square);
  let root = lanes_ordered_sum(first, rest.x / (first + first));
  return select(vec2f(first, 0.0), root, first > 0.0 && first <= 3.4028234e38);
}`,
  },
  lanes_floor: {
    text: `fn lanes_floor(x: vec2f) -> vec2f {
  let high = floor(x.x);
  return lanes_ordered_sum(high, select(0.0, floor(x.y), high == x.x && abs(high) <= 3.4028234e38));
}`,
  },
  lanes_trunc: {
    uses: ["lanes_abs", "lanes_floor", "lanes_copysign"],
    text: `fn lanes_trunc(x: vec2f) -> vec2f {
  return lanes_copysign(lanes_floor(lanes_abs(x)), x);
}`,
  },
  lanes_is_nan: {
    text: `fn lanes_is_nan(x: vec2f) -> bool {
  return (bitcast<u32>(x.x) & 0x7fffffffu) > 0x7f800000u;
}`,
  },
  lanes_copysign: {
    text: `fn lanes_copysign(x: vec2f, y: vec2f) -> vec2f {
  return select(x, -x, (bitcast<u32>(x.x) ^ bitcast<u32>(y.x)) >> 31u != 0u);
}`,
  },
  lanes_equal: {
    text: `fn lanes_equal(x: vec2f, y: vec2f) -> bool {
  return x.x == y.x && x.y == y.y;
}`,
  },
  lanes_less: {
    text: `fn lanes_less(x: vec2f, y: vec2f) -> bool {
  return x.x < y.x || (x.x == y.x && x.y < y.y);
}`,
  },
  lanes_less_or_equal: {
    text: `fn lanes_less_or_equal(x: vec2f, y: vec2f) -> bool {
  return x.x < y.x || (x.x == y.x && x.y <= y.y);
}`,
  },
  lanes_min: {
    uses: ["lanes_is_nan", "lanes_less"],
    text: `// NaN wins, and -0 is less than 0.
fn lanes_min(x: vec2f, y: vec2f) -> vec2f {
  let first = lanes_less(x, y) || (x.x == 0.0 && y.x == 0.0 && bitcast<u32>(x.x) >> 31u != 0u);
  return select(select(y, x, first), lanes_add(x, y), lanes_is_nan(x) || lanes_is_nan(y));
}`,
  },
  lanes_max: {
    uses: ["lanes_is_nan", "lanes_less"],
    text: `// NaN wins, and -0 is less than 0.
fn lanes_max(x: vec2f, y: vec2f) -> vec2f {
  let first = lanes_less(y, x) || (x.x == 0.0 && y.x == 0.0 && bitcast<u32>(y.x) >> 31u != 0u);
  return select(select(y, x, first), lanes_add(x, y), lanes_is_nan(x) || lanes_is_nan(y));
}`,
  },
  lanes_word: { text: TO_I32.replace("lanes_to_i32", "lanes_word") },
  lanes_to_i32: {
    uses: ["lanes_trunc", "lanes_word"],
    text: `// x cut to an integer, modulo 2^32.
fn lanes_to_i32(x: vec2f) -> i32 {
  let whole = lanes_trunc(x);
  return lanes_word(whole.x) + lanes_word(whole.y);
}`,
  },
  lanes_to_upper_i32: {
    uses: ["lanes_floor", "lanes_word"],
    text: `// The integer part of x / 2^32, modulo 2^32. A small x may be lost when it is divided, but not its sign.
fn lanes_to_upper_i32(x: vec2f) -> i32 {
  let whole = lanes_floor(x * 2.3283064e-10);
  return select(lanes_word(whole.x) + lanes_word(whole.y), select(0, -1, x.x < 0.0), abs(x.x) < 4.2949673e9);
}`,
  },
  lanes_from_i32: {
    text: `fn lanes_from_i32(x: i32) -> vec2f {
  return lanes_ordered_sum(f32(x >> 16u) * 65536.0, f32(x & 0xffff));
}`,
  },
  lanes_from_u32: {
    text: `fn lanes_from_u32(x: u32) -> vec2f {
  return lanes_ordered_sum(f32(x >> 16u) * 65536.0, f32(x & 0xffffu));
}`,
  },
  ...INTEGER_DECLARATIONS,
  lanes_quarter_turn: { text: QUARTER_TURN, uses: ["lanes_multiply_wide", "lanes_from_u32"] },
  "sin anywhere": {
    uses: ["lanes_quarter_turn", "sin near", "cos near"],
    text: `fn lanes_sin_anywhere(x: vec2f) -> vec2f {
  let turn = lanes_quarter_turn(x);
  let size = select(lanes_sin_near(turn.angle), lanes_cos_near(turn.angle), (turn.quadrant & 1u) != 0u);
  return select(size, -size, (turn.quadrant & 2u) != 0u);
}`,
  },
  "cos anywhere": {
    uses: ["lanes_quarter_turn", "sin near", "cos near"],
    text: `fn lanes_cos_anywhere(x: vec2f) -> vec2f {
  let turn = lanes_quarter_turn(x);
  let size = select(lanes_cos_near(turn.angle), lanes_sin_near(turn.angle), (turn.quadrant & 1u) != 0u);
  return select(size, -size, ((turn.quadrant + 1u) & 2u) != 0u);
}`,
  },
  "tan anywhere": {
    uses: ["lanes_quarter_turn", "tan near", "lanes_divide"],
    text: `fn lanes_tan_anywhere(x: vec2f) -> vec2f {
  let turn = lanes_quarter_turn(x);
  let tangent = lanes_tan_near(turn.angle);
  return select(tangent, lanes_divide(vec2f(-1.0, 0.0), tangent), (turn.quadrant & 1u) != 0u);
}`,
  },
  rem: {
    uses: [
      "lanes_abs",
      "lanes_is_nan",
      "lanes_less",
      "lanes_copysign",
      "lanes_exponent",
      "lanes_power",
      "lanes_from_u32",
    ],
    text: REMAINDER,
  },
  lanes_exponent: {
    text: `// floor(log2 |x|) of a normal number, or one more where the first part was rounded up to a power.
fn lanes_exponent(x: vec2f) -> i32 {
  return i32((bitcast<u32>(x.x) >> 23u) & 0xffu) - 127;
}`,
  },
  lanes_scale: {
    uses: ["lanes_power"],
    text: `// x * 2^k.
fn lanes_scale(x: vec2f, k: i32) -> vec2f {
  let product = x * lanes_power(k);
  return vec2f(product.x, select(0.0, product.y, abs(product.x) <= 3.4028234e38));
}`,
  },
  lanes_power: {
    text: `// 2^k; beyond f32's exponents 0 or infinite.
fn lanes_power(k: i32) -> f32 {
  return bitcast<f32>((u32(clamp(k, -127, 128) + 127) << 23u) ^ zero);
}`,
  },
};
