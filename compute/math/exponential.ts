import { expandExponential, expandLogarithm, expansion } from "./expansions/mod.ts";
import { type MathFunction, mathFunction } from "./record.ts";

export const exp: MathFunction = mathFunction({
  name: "exp",
  arity: 1,
  evaluate: Math.exp,
  expand: expansion(expandExponential),
  wgsl: { call: (x) => `exp(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-700, 700]],
});

export const expm1: MathFunction = mathFunction({
  name: "expm1",
  arity: 1,
  evaluate: Math.expm1,
  wgsl: { call: (x) => `(exp(${x}) - 1.0)` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-30, 700]],
});

export const log: MathFunction = mathFunction({
  name: "log",
  arity: 1,
  evaluate: Math.log,
  expand: expansion(expandLogarithm),
  wgsl: { call: (x) => `log(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const log10: MathFunction = mathFunction({
  name: "log10",
  arity: 1,
  evaluate: Math.log10,
  wgsl: { call: (x) => `(log(${x}) * 0.4342944819)` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const log1p: MathFunction = mathFunction({
  name: "log1p",
  arity: 1,
  evaluate: Math.log1p,
  wgsl: { call: (x) => `log(1.0 + ${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1, 1e6]],
});

export const log2: MathFunction = mathFunction({
  name: "log2",
  arity: 1,
  evaluate: Math.log2,
  wgsl: { call: (x) => `log2(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const pow: MathFunction = mathFunction({
  name: "pow",
  arity: 2,
  evaluate: Math.pow,
  wgsl: { call: (x, y) => `pow(${x}, ${y})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[0, 100], [-50, 50]],
});
