import type { WgslFunction } from "../record.ts";

const builtin = (name: string): WgslFunction => ({ call: (x) => `${name}(${x})` });

export const wgslAbs: WgslFunction = builtin("abs");
export const wgslFloor: WgslFunction = builtin("floor");
export const wgslCeil: WgslFunction = builtin("ceil");
export const wgslTrunc: WgslFunction = builtin("trunc");

/** Every number is one of f32 already. */
export const wgslFround: WgslFunction = { call: (x) => x };

/** 0, -0 and NaN are their own signs. */
export const wgslSign: WgslFunction = {
  call: (x) => `lanes_sign(${x})`,
  declaration: `fn lanes_copysign(x: f32, y: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(y) & 0x80000000u));
}

fn lanes_sign(x: f32) -> f32 {
  let size = bitcast<u32>(x) & 0x7fffffffu;
  return select(x, lanes_copysign(1.0, x), size > 0u && size <= 0x7f800000u);
}`,
};

/** Halves go up. */
export const wgslRound: WgslFunction = {
  call: (x) => `lanes_round(${x})`,
  declaration: `fn lanes_round(x: f32) -> f32 {
  let below = floor(x);
  return select(below, below + 1.0, x - below >= 0.5);
}`,
};

/** NaN wins; it is told by its bits, since a compiler may assume that no number is one. */
export const wgslMin: WgslFunction = {
  call: (x, y) => `lanes_min(${x}, ${y})`,
  declaration: `fn lanes_is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn lanes_min(x: f32, y: f32) -> f32 {
  return select(min(x, y), x + y, lanes_is_nan(x) || lanes_is_nan(y));
}`,
};

export const wgslMax: WgslFunction = {
  call: (x, y) => `lanes_max(${x}, ${y})`,
  uses: ["min"],
  declaration: `fn lanes_max(x: f32, y: f32) -> f32 {
  return select(max(x, y), x + y, lanes_is_nan(x) || lanes_is_nan(y));
}`,
};

/**
 * Exact, as fmod is: WGSL's % is x - y * trunc(x / y), whose quotient is rounded. Each step takes off the multiple of y
 * nearest to what is left, among those that 11 bits can name, in two exact products; what remains fits an f32.
 */
export const wgslRem: WgslFunction = {
  call: (x, y) => `lanes_rem(${x}, ${y})`,
  uses: ["sign", "min"],
  declaration: `fn lanes_rem(x: f32, y: f32) -> f32 {
  if (lanes_is_nan(x) || lanes_is_nan(y) || abs(x) > 3.4028234e38 || y == 0.0) {
    return bitcast<f32>(0x7fc00000u ^ zero);
  }
  if (abs(y) > abs(x)) {
    return x;
  }
  // Halved where the multiple of y nearest to x could leave the range; where half of y could, cut below instead.
  let unit = select(1.0, 0.5, abs(x) > 1.0e38 && abs(y) > 1.0e-30);
  let size = abs(y) * unit;
  var rest = abs(x) * unit;
  for (var step = 0u; step < 32u && abs(rest) >= size; step++) {
    // 2^126 times y, where the quotient by y itself would leave the range.
    let divisor = select(size, size * 8.5070592e37, abs(rest) * 1.1754944e-38 > size);
    let high = bitcast<f32>(bitcast<u32>(divisor) & 0xfffff000u);
    let quotient = rest / divisor;
    let up = select(0x1000u, 0u, abs(rest) > 1.0e38);
    let cut = bitcast<f32>((bitcast<u32>(quotient) + up) & 0xffffe000u);
    let multiple = select(round(quotient), cut, abs(quotient) > 1024.0);
    rest = fence(rest - multiple * high) - multiple * (divisor - high);
  }
  return lanes_copysign(select(rest, rest + size, rest < 0.0) / unit, x);
}`,
};
