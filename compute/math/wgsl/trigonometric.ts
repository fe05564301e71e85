import type { WgslFunction } from "../record.ts";

/**
 * Reduction by half turns, then an odd polynomial of degree 9 (minimax on [0, pi/2], 6e-9). The parts of pi have 15 bits
 * and the last 24, so that products by multiples below 2^8 round in the last only, fused or not; fences keep compilers
 * from adding the parts up. Beyond, the bits of 1/pi that count are multiplied in integers (Payne and Hanek, 1983).
 */
export const wgslSin: WgslFunction = {
  call: (x) => `lanes_sin(${x})`,
  thorough: true,
  uses: ["lanes_multiply_wide"],
  declaration: `// The first word of two, shifted to the left together by less than 32.
fn lanes_shift_words(high: u32, low: u32, left: u32) -> u32 {
  return select(high, (high << left) | (low >> (32u - left)), left > 0u);
}

// As lanes_half_turns, for |x| >= 512: multiplies the significand by the 96 bits of 1/pi that aren't whole turns.
fn lanes_half_turns_far(x: f32, shift: f32) -> f32 {
  var digits = array<u32, 9>(0u, 0x517cc1b7u, 0x27220a94u, 0xfe13abe8u, 0xfa9a6ee0u, 0x6db14accu, 0x9e21c820u,
    0xff28b1d5u, 0xef5de2b0u);
  let bits = bitcast<u32>(x) & 0x7fffffffu;
  let significand = (bits & 0x7fffffu) | 0x800000u;
  let first = min(bits >> 23u, 254u) - 119u;
  let word = first >> 5u;
  let left = first & 31u;
  let window = vec3u(
    lanes_shift_words(digits[word], digits[word + 1u], left),
    lanes_shift_words(digits[word + 1u], digits[word + 2u], left),
    lanes_shift_words(digits[word + 2u], digits[word + 3u], left),
  );
  let low = lanes_multiply_wide(significand, window.z);
  let middle = lanes_multiply_wide(significand, window.y);
  var fraction = low.x + middle.y;
  let carry = select(0u, 1u, fraction < middle.y);
  var turns = significand * window.x + middle.x + carry;
  // x/pi modulo 2 is turns.fraction with one bit before the point; the sign of x comes back at the end.
  let negative = (bitcast<u32>(x) >> 31u) != 0u;
  turns = turns + select(0u, select(0x40000000u, 0xc0000000u, negative), shift != 0.0);
  let odd = ((turns + 0x40000000u) & 0x80000000u) != 0u;
  turns = (turns << 1u) | (fraction >> 31u);
  fraction = fraction << 1u;
  let below = (turns & 0x80000000u) != 0u;
  if (below) {
    fraction = ~fraction + 1u;
    turns = ~turns + select(0u, 1u, fraction == 0u);
  }
  let size = fma(f32(turns), 7.3145906e-10, f32(fraction) * 1.7030608e-19);
  let r = select(size, -size, (below != odd) != negative);
  return select(r, bitcast<f32>(0x7fc00000u ^ zero), bits >= 0x7f800000u);
}

// An r in [-pi/2, pi/2] with sin(r) = sin(x + shift * pi), for a shift of 0 or 1/2.
fn lanes_half_turns(x: f32, shift: f32) -> f32 {
  if (abs(x) >= 512.0) {
    if (thorough) {
      return lanes_half_turns_far(x, shift);
    }
    unsure = true;
  }
  let turns = round(fma(x, 0.31830987, shift));
  let whole = turns - shift;
  let near = fence(fma(whole, -3.1414794921875, x));
  let nearer = fence(fma(whole, -0.0001131594181060791, near));
  let r = fma(whole, -1.0780606e-14, fence(fma(whole, -1.9841763787553646e-09, nearer)));
  return bitcast<f32>(bitcast<u32>(r) ^ (u32(i32(turns)) << 31u));
}

// sin(r) for |r| <= pi/2.
fn lanes_sine(r: f32) -> f32 {
  let s = r * r;
  let p = fma(s, fma(s, fma(s, 2.6057805e-6, -0.00019809602), 0.0083330665), -0.1666666);
  return fma(r * s, p, r);
}

fn lanes_sin(x: f32) -> f32 {
  return lanes_sine(lanes_half_turns(x, 0.0));
}`,
};

export const wgslCos: WgslFunction = {
  call: (x) => `lanes_cos(${x})`,
  uses: ["sin"],
  declaration: `fn lanes_cos(x: f32) -> f32 {
  return lanes_sine(lanes_half_turns(x, 0.5));
}`,
};

export const wgslTan: WgslFunction = {
  call: (x) => `lanes_tan(${x})`,
  uses: ["sin", "cos"],
  declaration: `fn lanes_tan(x: f32) -> f32 {
  return lanes_sin(x) / lanes_cos(x);
}`,
};

/** Cephes' atanf (Moshier): folded at tan(pi/8) and tan(3 pi/8). */
export const wgslAtan: WgslFunction = {
  call: (x) => `lanes_atan(${x})`,
  declaration: `fn lanes_atan(x: f32) -> f32 {
  let size = abs(x);
  let far = size > 2.4142136;
  let middle = size > 0.41421357 && !far;
  let folded = select(select(size, (size - 1.0) / (size + 1.0), middle), -1.0 / size, far);
  let base = select(select(0.0, 0.7853982, middle), 1.5707964, far);
  let s = folded * folded;
  let p = fma(s, fma(s, fma(s, 0.08053744, -0.13877685), 0.19977711), -0.3333295);
  let result = base + fma(folded * s, p, folded);
  return bitcast<f32>(bitcast<u32>(result) | (bitcast<u32>(x) & 0x80000000u));
}`,
};

/** Special values by quadrant, as JavaScript has them: the sign of 0 counts, and infinities have a ratio of 1. */
export const wgslAtan2: WgslFunction = {
  call: (y, x) => `lanes_atan2(${y}, ${x})`,
  uses: ["atan", "min"],
  declaration: `fn lanes_atan2(y: f32, x: f32) -> f32 {
  if (lanes_is_nan(x) || lanes_is_nan(y)) {
    return x + y;
  }
  let steep = abs(y) > abs(x);
  let small = select(abs(y), abs(x), steep);
  let large = select(abs(x), abs(y), steep);
  let ratio = select(select(small / large, 1.0, small > 3.4028234e38), 0.0, small == 0.0);
  let angle = lanes_atan(ratio);
  let quarter = select(angle, (1.5707964 - angle) - 4.371139e-8, steep);
  let back = (bitcast<u32>(x) >> 31u) != 0u;
  let half = select(quarter, (3.1415927 - quarter) - 8.742278e-8, back);
  return bitcast<f32>(bitcast<u32>(half) | (bitcast<u32>(y) & 0x80000000u));
}`,
};

/** Cephes' asinf (Moshier): a polynomial to 1/2, beyond it the half-angle formula. */
export const wgslAsin: WgslFunction = {
  call: (x) => `lanes_asin(${x})`,
  declaration: `// asin(x) - x for 0 <= x <= 1/2, given x and its square.
fn lanes_asin_tail(x: f32, s: f32) -> f32 {
  let p = fma(s, fma(s, fma(s, fma(s, 0.04216320, 0.024181312), 0.045470025), 0.074953005), 0.16666752);
  return x * s * p;
}

fn lanes_asin(x: f32) -> f32 {
  let size = abs(x);
  let far = size > 0.5;
  let s = select(size * size, 0.5 * (1.0 - size), far);
  let root = select(size, sqrt(s), far);
  let near = root + lanes_asin_tail(root, s);
  let result = select(near, 1.5707964 - (2.0 * near + 4.371139e-8), far);
  return bitcast<f32>(bitcast<u32>(result) ^ (bitcast<u32>(x) & 0x80000000u));
}`,
};

export const wgslAcos: WgslFunction = {
  call: (x) => `lanes_acos(${x})`,
  uses: ["asin"],
  declaration: `fn lanes_acos(x: f32) -> f32 {
  let size = abs(x);
  let far = size > 0.5;
  let s = select(size * size, 0.5 * (1.0 - size), far);
  let root = select(size, sqrt(s), far);
  let near = root + lanes_asin_tail(root, s);
  let signed = bitcast<f32>(bitcast<u32>(near) ^ (bitcast<u32>(x) & 0x80000000u));
  let middle = 1.5707964 - (signed + 4.371139e-8);
  return select(middle, select(2.0 * near, 3.1415927 - (2.0 * near + 8.742278e-8), x < 0.0), far);
}`,
};
