/** Integer arithmetic that WGSL lacks. */
import type { Declaration } from "./number_format.ts";

/** Of an f32. */
export const TO_I32 = `// x cut to an integer, modulo 2^32; NaN and the infinities are 0.
fn lanes_to_i32(x: f32) -> i32 {
  if (abs(x) < 2.1474836e9) {
    return i32(x);
  }
  let bits = bitcast<u32>(x);
  let exponent = (bits >> 23u) & 0xffu;
  // 24 bits of an integer, to be moved to the left: by 8 or more, and by 32 or more out of the word.
  let digits = i32((bits & 0x7fffffu) | 0x800000u);
  let size = select(digits << ((exponent - 150u) & 31u), 0, exponent >= 182u);
  return select(size, -size, x < 0.0);
}`;

/** Of an f32. */
export const TO_UPPER_I32 =
  `// The integer part of x / 2^32, modulo 2^32. A small x may be lost when it is divided, but not its sign.
fn lanes_to_upper_i32(x: f32) -> i32 {
  return select(lanes_to_i32(floor(x * 2.3283064e-10)), select(0, -1, x < 0.0), abs(x) < 4.2949673e9);
}`;

const MULTIPLY_WIDE = `// The product of two integers, high and low word.
fn lanes_multiply_wide(x: u32, y: u32) -> vec2u {
  let low = (x & 0xffffu) * (y & 0xffffu);
  let cross = (x >> 16u) * (y & 0xffffu) + (low >> 16u);
  let middle = (x & 0xffffu) * (y >> 16u) + (cross & 0xffffu);
  return vec2u((x >> 16u) * (y >> 16u) + (cross >> 16u) + (middle >> 16u), (middle << 16u) | (low & 0xffffu));
}`;

const MULTIPLY_HIGH = `// The upper 32 bits of the product of two unsigned integers.
fn lanes_mul_high(x: i32, y: i32) -> i32 {
  return bitcast<i32>(lanes_multiply_wide(bitcast<u32>(x), bitcast<u32>(y)).x);
}`;

/** The declarations of all precisions. */
export const INTEGER_DECLARATIONS: Readonly<Record<string, Declaration>> = {
  lanes_multiply_wide: { text: MULTIPLY_WIDE },
  lanes_mul_high: { text: MULTIPLY_HIGH, uses: ["lanes_multiply_wide"] },
};
