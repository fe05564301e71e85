import { type MathFunction, mathFunction } from "./record.ts";
import { wgslCbrt, wgslHypot, wgslSqrt } from "./wgsl/mod.ts";

export const sqrt: MathFunction = mathFunction({
  name: "sqrt",
  arity: 1,
  evaluate: Math.sqrt,
  wgsl: wgslSqrt,
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const cbrt: MathFunction = mathFunction({
  name: "cbrt",
  arity: 1,
  evaluate: Math.cbrt,
  wgsl: wgslCbrt,
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1e6, 1e6]],
});

export const hypot: MathFunction = mathFunction({
  name: "hypot",
  arity: 2,
  evaluate: Math.hypot,
  wgsl: wgslHypot,
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1e6, 1e6], [-1e6, 1e6]],
});
