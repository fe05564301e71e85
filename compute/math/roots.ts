import { type MathFunction, mathFunction } from "./record.ts";

export const sqrt: MathFunction = mathFunction({
  name: "sqrt",
  arity: 1,
  evaluate: Math.sqrt,
  wgsl: { call: (x) => `sqrt(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const cbrt: MathFunction = mathFunction({
  name: "cbrt",
  arity: 1,
  evaluate: Math.cbrt,
  wgsl: { call: (x) => `(sign(${x}) * pow(abs(${x}), 0.3333333333))` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1e6, 1e6]],
});

export const hypot: MathFunction = mathFunction({
  name: "hypot",
  arity: 2,
  evaluate: Math.hypot,
  wgsl: { call: (x, y) => `length(vec2f(${x}, ${y}))` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1e6, 1e6], [-1e6, 1e6]],
});
