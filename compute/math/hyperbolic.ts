import { type MathFunction, mathFunction } from "./record.ts";

export const sinh: MathFunction = mathFunction({
  name: "sinh",
  arity: 1,
  evaluate: Math.sinh,
  wgsl: { call: (x) => `sinh(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-20, 20]],
});

export const cosh: MathFunction = mathFunction({
  name: "cosh",
  arity: 1,
  evaluate: Math.cosh,
  wgsl: { call: (x) => `cosh(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-20, 20]],
});

export const tanh: MathFunction = mathFunction({
  name: "tanh",
  arity: 1,
  evaluate: Math.tanh,
  wgsl: { call: (x) => `tanh(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-20, 20]],
});

export const asinh: MathFunction = mathFunction({
  name: "asinh",
  arity: 1,
  evaluate: Math.asinh,
  wgsl: { call: (x) => `asinh(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1e6, 1e6]],
});

export const acosh: MathFunction = mathFunction({
  name: "acosh",
  arity: 1,
  evaluate: Math.acosh,
  wgsl: { call: (x) => `acosh(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[1, 1e6]],
});

export const atanh: MathFunction = mathFunction({
  name: "atanh",
  arity: 1,
  evaluate: Math.atanh,
  wgsl: { call: (x) => `atanh(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-1, 1]],
});
