import type { WgslFunction } from "../record.ts";

/** x + x P(x^2), P minimax on [0, 1] to 4.3e-8; beyond 1 - e^-L with L = -ln erfc of degree 6, to 9.5e-9. */
export const wgslErf: WgslFunction = {
  call: (x) => `lanes_erf(${x})`,
  uses: ["exp", "sign"],
  declaration: `fn lanes_erf(x: f32) -> f32 {
  let size = abs(x);
  let s = x * x;
  let p = fma(s, fma(s, fma(s, fma(s, fma(s, -0.00056152063, 0.0049139825), -0.026708638), 0.11280102), -0.3761232),
    0.12837912);
  let t = min(size, 4.0) - 1.0;
  let l = fma(t, fma(t, fma(t, fma(t, fma(t, fma(t, -8.8135865e-5, 0.0014756981), -0.0094484026), 0.041261341),
    0.84317231), 2.6389627), 1.8496056);
  return select(fma(x, p, x), lanes_copysign(1.0 - lanes_exp(-l), x), size >= 1.0);
}`,
};

/** 1 - erf(x) near 0, beyond e^(-x^2) S / (x + 2), the square in two parts, S minimax on [0.8, 10.5] to 2.3e-8. */
export const wgslErfc: WgslFunction = {
  call: (x) => `lanes_erfc(${x})`,
  uses: ["exp"],
  declaration: `fn lanes_erfc(x: f32) -> f32 {
  let size = abs(x);
  if (size < 0.8) {
    let s = x * x;
    let p = fma(s, fma(s, fma(s, fma(s, fma(s, -0.00065579685, 0.0050888285), -0.026822979), 0.1128317), -0.37612608),
      0.12837917);
    return 0.5 + fma(-x, p, 0.5 - x);
  }
  let a = select(size, 10.5, size > 10.5);
  let high = bitcast<f32>((bitcast<u32>(a) + 0x800u) & 0xfffff000u);
  let y = -high * high;
  let n = round(y * 1.442695);
  let r = fma(n, 0.00021219444, fence(fma(n, -0.693359375, y))) + (high - a) * (high + a);
  let series = fma(r, fma(r, fma(r, fma(r, 0.0013813145, 0.008369419), 0.041668456), 0.16666515), 0.49999994);
  // What rounding took from a + 2 changes S by 2.7 / (a + 2) times as much as the quotient.
  let divisor = fence(a + 2.0);
  let inverse = 1.0 / divisor;
  let lost = (a - fence(divisor - 2.0)) * inverse;
  let t = inverse - 0.25;
  let p = fma(t, fma(t, fma(t, fma(t, fma(t, fma(t, fma(t, fma(t, -42.543041, 9.8422566), 12.30932), -6.5639987),
    -5.5004368), 2.331933), 4.4715261), 2.7486432), 1.0215827);
  let quotient = fma(p, -lost * fma(inverse, 2.7, 1.0), p) / divisor;
  let positive = lanes_scale(fma(quotient, fma(r * r, series, r), quotient), i32(n));
  return select(positive, 2.0 - positive, x < 0.0);
}`,
};
