import type { WgslFunction } from "../record.ts";

/** An odd polynomial to 1 (Cephes' sinhf, Moshier), then exponentials; near the end of the range in two factors. */
export const wgslSinh: WgslFunction = {
  call: (x) => `lanes_sinh(${x})`,
  uses: ["exp", "sign"],
  declaration: `fn lanes_sinh(x: f32) -> f32 {
  let size = abs(x);
  if (size <= 1.0) {
    let s = x * x;
    return fma(x * s, fma(s, fma(s, 0.00020372191, 0.008330284), 0.16666716), x);
  }
  if (size > 80.0) {
    let root = lanes_exp(0.5 * size);
    return lanes_copysign(0.5 * root * root, x);
  }
  let e = lanes_exp(size);
  return lanes_copysign(0.5 * (e - 1.0 / e), x);
}`,
};

export const wgslCosh: WgslFunction = {
  call: (x) => `lanes_cosh(${x})`,
  uses: ["exp"],
  declaration: `fn lanes_cosh(x: f32) -> f32 {
  let size = abs(x);
  if (size > 80.0) {
    let root = lanes_exp(0.5 * size);
    return 0.5 * root * root;
  }
  let e = lanes_exp(size);
  return 0.5 * (e + 1.0 / e);
}`,
};

/** Cephes' tanhf (Moshier). */
export const wgslTanh: WgslFunction = {
  call: (x) => `lanes_tanh(${x})`,
  uses: ["exp", "sign"],
  declaration: `fn lanes_tanh(x: f32) -> f32 {
  let s = x * x;
  let p = fma(s, fma(s, fma(s, fma(s, -0.0057049887, 0.020639088), -0.053739715), 0.13331442), -0.33333282);
  let far = 1.0 - 2.0 / (lanes_exp(2.0 * abs(x)) + 1.0);
  return select(fma(x * s, p, x), lanes_copysign(far, x), abs(x) >= 0.625);
}`,
};

/** By log1p: its relative error near 0 is its argument's. */
export const wgslAsinh: WgslFunction = {
  call: (x) => `lanes_asinh(${x})`,
  uses: ["log1p", "sign"],
  declaration: `fn lanes_asinh(x: f32) -> f32 {
  let size = abs(x);
  if (size > 1.0e9) {
    return lanes_copysign(lanes_log(size) + 0.6931472, x);
  }
  let s = size * size;
  return lanes_copysign(lanes_log1p(size + s / (1.0 + sqrt(s + 1.0))), x);
}`,
};

export const wgslAcosh: WgslFunction = {
  call: (x) => `lanes_acosh(${x})`,
  uses: ["log1p"],
  declaration: `fn lanes_acosh(x: f32) -> f32 {
  if (x > 1.0e9) {
    return lanes_log(x) + 0.6931472;
  }
  let t = x - 1.0;
  return select(lanes_log1p(t + sqrt(t * (t + 2.0))), bitcast<f32>(0x7fc00000u ^ zero), x < 1.0);
}`,
};

export const wgslAtanh: WgslFunction = {
  call: (x) => `lanes_atanh(${x})`,
  uses: ["log1p"],
  declaration: `fn lanes_atanh(x: f32) -> f32 {
  return 0.5 * (lanes_log1p(x) - lanes_log1p(-x));
}`,
};
