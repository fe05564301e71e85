import type { WgslFunction } from "../record.ts";

/**
 * exp(r) = 1 + r + r^2 P(r) on [-ln2/2, ln2/2], P minimax of degree 4, 5.5 % of an ULP. NaN is kept apart: comparing,
 * rounding and clamping it need not (Mesa's OpenGL makes exp(NaN) 0).
 */
export const wgslExp: WgslFunction = {
  call: (x) => `lanes_exp(${x})`,
  uses: ["min"],
  declaration: `// x * 2^n for n in [-252, 254], in two steps: 2^n itself may leave the range.
fn lanes_scale(x: f32, n: i32) -> f32 {
  let half = n >> 1u;
  return x * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((n - half + 127) << 23u);
}

fn lanes_exp(x: f32) -> f32 {
  let y = select(x, -105.0, x < -105.0);
  let n = clamp(round(y * 1.442695), -160.0, 254.0);
  let r = fma(n, 0.00021219444, fence(fma(n, -0.693359375, y)));
  let p = fma(r, fma(r, fma(r, fma(r, 0.0013813145, 0.008369419), 0.041668456), 0.16666515), 0.49999994);
  return select(lanes_scale(1.0 + fma(r * r, p, r), i32(n)), x, lanes_is_nan(x));
}`,
};

/** As exp, with 2^n - 1 added apart; its own coefficients, for the relative error near 0. */
export const wgslExpm1: WgslFunction = {
  call: (x) => `lanes_expm1(${x})`,
  uses: ["exp"],
  declaration: `fn lanes_expm1(x: f32) -> f32 {
  if (x > 17.5) {
    return lanes_exp(x);
  }
  let y = select(x, -20.0, x < -20.0);
  let n = round(y * 1.442695);
  let r = fma(n, 0.00021219444, fence(fma(n, -0.693359375, y)));
  let p = fma(r, fma(r, fma(r, fma(r, 0.0013882396, 0.008367181), 0.041667223), 0.16666539), 0.49999997);
  let scale = bitcast<f32>((i32(n) + 127) << 23u);
  return select(fma(scale, fma(r * r, p, r), scale - 1.0), x, lanes_is_nan(x));
}`,
};

/** log(1 + f) = f - f^2/2 + f^3 P(f) for 1 + f in [sqrt(1/2), sqrt(2)], P minimax of degree 8, without a division. */
export const wgslLog: WgslFunction = {
  call: (x) => `lanes_log(${x})`,
  declaration: `// f and e with x = (1 + f) * 2^e and 1 + f in [sqrt(1/2), sqrt(2)], for a positive finite x.
fn lanes_split(x: f32) -> vec2f {
  let subnormal = x < 1.1754944e-38;
  let bits = bitcast<u32>(select(x, x * 8388608.0, subnormal)) - 0x3f3504f3u;
  let e = f32(bitcast<i32>(bits) >> 23u) - select(0.0, 23.0, subnormal);
  return vec2f(bitcast<f32>((bits & 0x7fffffu) + 0x3f3504f3u) - 1.0, e);
}

// log(1 + f) - f.
fn lanes_log_tail(f: f32) -> f32 {
  let p = fma(f, fma(f, fma(f, fma(f, fma(f, fma(f, fma(f, fma(f, 0.07332536, -0.11659932), 0.11634661), -0.123967), 0.14251156),
    -0.16669151), 0.20000689), -0.2499998), 0.3333333);
  let s = f * f;
  return fma(s, -0.5, f * s * p);
}

// What the logarithm of a number that is not positive and finite is: its sign decides.
fn lanes_log_special(x: f32) -> f32 {
  let undefined = bitcast<f32>(0x7fc00000u ^ zero);
  return select(x, select(undefined, bitcast<f32>(0xff800000u ^ zero), x == 0.0), x <= 0.0);
}

fn lanes_log(x: f32) -> f32 {
  let parts = lanes_split(x);
  let f = parts.x;
  let tail = fma(parts.y, -0.00021219444, lanes_log_tail(f));
  let result = fma(parts.y, 0.693359375, f + tail);
  return select(lanes_log_special(x), result, x > 0.0 && x <= 3.4028234e38);
}`,
};

/** Exact for powers of 2. */
export const wgslLog2: WgslFunction = {
  call: (x) => `lanes_log2(${x})`,
  uses: ["log"],
  declaration: `fn lanes_log2(x: f32) -> f32 {
  let parts = lanes_split(x);
  let result = fma(parts.x + lanes_log_tail(parts.x), 1.442695, parts.y);
  return select(lanes_log_special(x), result, x > 0.0 && x <= 3.4028234e38);
}`,
};

export const wgslLog10: WgslFunction = {
  call: (x) => `lanes_log10(${x})`,
  uses: ["log"],
  declaration: `fn lanes_log10(x: f32) -> f32 {
  let parts = lanes_split(x);
  let fraction = (parts.x + lanes_log_tail(parts.x)) * 0.4342945;
  let result = fma(parts.y, 0.301025390625, fma(parts.y, 4.605039e-6, fraction));
  return select(lanes_log_special(x), result, x > 0.0 && x <= 3.4028234e38);
}`,
};

/** Near 0 the logarithm's own polynomial; else what 1 + x lost in rounding is made good to first order. */
export const wgslLog1p: WgslFunction = {
  call: (x) => `lanes_log1p(${x})`,
  uses: ["log"],
  declaration: `fn lanes_log1p(x: f32) -> f32 {
  if (x > -0.29 && x < 0.41) {
    return x + lanes_log_tail(x);
  }
  let y = fence(1.0 + x);
  let lost = select(0.0, (x - (y - 1.0)) / y, y > 0.0 && y < 16777216.0);
  return lanes_log(y) + lost;
}`,
};

/**
 * exp(y log|x|), the logarithm and its product with y in two parts: factors are cut to 12 bits, so that their products
 * are exact without a fused multiplication. Three ranges keep |f| below 0.15, where a short series serves.
 */
export const wgslPow: WgslFunction = {
  call: (x, y) => `lanes_pow(${x}, ${y})`,
  uses: ["exp", "log", "min"],
  declaration: `// The first 12 bits of x.
fn lanes_cut(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}

// log(x) for a positive finite x in two parts, the first of 12 bits; off by 2^-33 of it.
fn lanes_log_exact(x: f32) -> vec2f {
  let parts = lanes_split(x);
  let m = 1.0 + parts.x;
  let scale = select(select(1.0, 1.25, m < 0.9), 0.8125, m > 1.12);
  let offset = select(select(0.0, -0.22314453125, m < 0.9), 0.2076416015625, m > 1.12);
  let offset_low = select(select(0.0, 9.799358e-7, m < 0.9), -2.2367842e-6, m > 1.12);
  let cut = lanes_cut(m);
  let f_high = fma(cut, scale, -1.0);
  let f_low = (m - cut) * scale;
  let g = lanes_cut(f_high);
  let h = (f_high - g) + f_low;
  let f = f_high + f_low;
  let p = fma(f, fma(f, fma(f, fma(f, fma(f, fma(f, 0.11297729, -0.12811556), 0.14284985), -0.16663924), 0.19999999),
    -0.25000006), 0.33333334);
  let square = 0.5 * g * g;
  let small = (fma(parts.y, 1.4286068e-6, offset_low) - fma(g, h, 0.5 * h * h)) + f * f * f * p;
  let whole = parts.y * 0.693145751953125;
  let high = lanes_cut(((whole + offset) + (g - square)) + h);
  return vec2f(high, (((((whole - high) + offset) + g) - square) + h) + small);
}

fn lanes_pow(x: f32, y: f32) -> f32 {
  let size = abs(x);
  let integer = floor(y) == y;
  let odd = integer && abs(y) < 16777216.0 && (i32(y) & 1) != 0;
  if (y == 0.0) {
    return 1.0;
  }
  if (lanes_is_nan(x) || lanes_is_nan(y)) {
    return x + y;
  }
  var result: f32;
  if (abs(y) > 3.4028234e38) {
    let grows = (size > 1.0) == (y > 0.0);
    result = select(select(0.0, bitcast<f32>(0x7f800000u ^ zero), grows), bitcast<f32>(0x7fc00000u ^ zero), size == 1.0);
  } else if (size == 0.0 || size > 3.4028234e38) {
    result = select(0.0, bitcast<f32>(0x7f800000u ^ zero), (size == 0.0) == (y < 0.0));
  } else {
    let log = lanes_log_exact(size);
    let y_high = lanes_cut(y);
    let product = y_high * log.x;
    let far = abs(product) > 105.0;
    let high = select(product, select(-105.0, 105.0, product > 0.0), far);
    let low = select(fma(y_high, log.y, (y - y_high) * (log.x + log.y)), 0.0, far);
    let n = round((high + low) * 1.442695);
    let r = fence(fma(n, -0.693359375, high)) + fma(n, 0.00021219444, low);
    let p = fma(r, fma(r, fma(r, fma(r, 0.0013813145, 0.008369419), 0.041668456), 0.16666515), 0.49999994);
    result = lanes_scale(1.0 + fma(r * r, p, r), i32(n));
  }
  if (bitcast<u32>(x) >> 31u == 0u) {
    return result;
  }
  let undefined = !integer && size > 0.0 && size <= 3.4028234e38 && abs(y) <= 3.4028234e38;
  return select(select(result, -result, odd), bitcast<f32>(0x7fc00000u ^ zero), undefined);
}`,
};
