import type { WgslFunction } from "../record.ts";

export const wgslSqrt: WgslFunction = { call: (x) => `sqrt(${x})` };

/** A third of the exponent by integer division (Kahan), one step of Halley's method and one of Newton's. */
export const wgslCbrt: WgslFunction = {
  call: (x) => `lanes_cbrt(${x})`,
  uses: ["sign"],
  declaration: `fn lanes_cbrt(x: f32) -> f32 {
  let size = abs(x);
  if !(size > 0.0 && size <= 3.4028234e38) {
    return x;
  }
  let guess = bitcast<f32>(bitcast<u32>(size) / 3u + 709958130u);
  let ratio = guess * guess / (size / guess);
  let t = guess * (ratio + 2.0) / (2.0 * ratio + 1.0);
  let square = t * t;
  return lanes_copysign(t - (t - size / square) / 3.0, x);
}`,
};

/** Scaled by a power of 2, so that no square leaves the range. */
export const wgslHypot: WgslFunction = {
  call: (x, y) => `lanes_hypot(${x}, ${y})`,
  uses: ["min"],
  declaration: `fn lanes_hypot(x: f32, y: f32) -> f32 {
  let infinite = (abs(x) > 3.4028234e38 && !lanes_is_nan(x)) || (abs(y) > 3.4028234e38 && !lanes_is_nan(y));
  let exponent = clamp((bitcast<u32>(max(abs(x), abs(y))) >> 23u) & 0xffu, 1u, 253u);
  let scale = bitcast<f32>((254u - exponent) << 23u);
  let a = x * scale;
  let b = y * scale;
  let result = sqrt(fma(a, a, b * b)) * bitcast<f32>(exponent << 23u);
  return select(result, bitcast<f32>(0x7f800000u ^ zero), infinite);
}`,
};
