import { expandCosine, expandSine, expansion } from "./expansions/mod.ts";
import { type MathFunction, mathFunction } from "./record.ts";

export const sin: MathFunction = mathFunction({
  name: "sin",
  arity: 1,
  evaluate: Math.sin,
  expand: expansion(expandSine),
  wgsl: { call: (x) => `sin(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const cos: MathFunction = mathFunction({
  name: "cos",
  arity: 1,
  evaluate: Math.cos,
  expand: expansion(expandCosine),
  wgsl: { call: (x) => `cos(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const tan: MathFunction = mathFunction({
  name: "tan",
  arity: 1,
  evaluate: Math.tan,
  wgsl: { call: (x) => `tan(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const asin: MathFunction = mathFunction({
  name: "asin",
  arity: 1,
  evaluate: Math.asin,
  wgsl: { call: (x) => `asin(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1, 1]],
});

export const acos: MathFunction = mathFunction({
  name: "acos",
  arity: 1,
  evaluate: Math.acos,
  wgsl: { call: (x) => `acos(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1, 1]],
});

export const atan: MathFunction = mathFunction({
  name: "atan",
  arity: 1,
  evaluate: Math.atan,
  wgsl: { call: (x) => `atan(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const atan2: MathFunction = mathFunction({
  name: "atan2",
  arity: 2,
  evaluate: Math.atan2,
  wgsl: { call: (x, y) => `atan2(${x}, ${y})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100], [-100, 100]],
});
