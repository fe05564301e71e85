/** Integer arithmetic that WGSL lacks. */

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

export const MULTIPLY_HIGH =
  `// The upper 32 bits of the product of two unsigned integers, from products of their halves.
fn lanes_mul_high(x: i32, y: i32) -> i32 {
  let a = vec2u(bitcast<u32>(x) & 0xffffu, bitcast<u32>(x) >> 16u);
  let b = vec2u(bitcast<u32>(y) & 0xffffu, bitcast<u32>(y) >> 16u);
  let low = a.y * b.x + ((a.x * b.x) >> 16u);
  let middle = a.x * b.y + (low & 0xffffu);
  return bitcast<i32>(a.y * b.y + (low >> 16u) + (middle >> 16u));
}`;
