import { type MathFunction, mathFunction } from "./record.ts";

export const abs: MathFunction = mathFunction({
  name: "abs",
  arity: 1,
  evaluate: Math.abs,
  wgsl: { call: (x) => `abs(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const sign: MathFunction = mathFunction({
  name: "sign",
  arity: 1,
  evaluate: Math.sign,
  wgsl: { call: (x) => `sign(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const floor: MathFunction = mathFunction({
  name: "floor",
  arity: 1,
  evaluate: Math.floor,
  wgsl: { call: (x) => `floor(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const ceil: MathFunction = mathFunction({
  name: "ceil",
  arity: 1,
  evaluate: Math.ceil,
  wgsl: { call: (x) => `ceil(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const trunc: MathFunction = mathFunction({
  name: "trunc",
  arity: 1,
  evaluate: Math.trunc,
  wgsl: { call: (x) => `trunc(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const round: MathFunction = mathFunction({
  name: "round",
  arity: 1,
  evaluate: Math.round,
  wgsl: { call: (x) => `round(${x})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const fround: MathFunction = mathFunction({
  name: "fround",
  arity: 1,
  evaluate: Math.fround,
  wgsl: { call: (x) => x },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const min: MathFunction = mathFunction({
  name: "min",
  arity: 2,
  evaluate: Math.min,
  wgsl: { call: (x, y) => `min(${x}, ${y})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100], [-100, 100]],
});

export const max: MathFunction = mathFunction({
  name: "max",
  arity: 2,
  evaluate: Math.max,
  wgsl: { call: (x, y) => `max(${x}, ${y})` },
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100], [-100, 100]],
});

/** The operator `%`, as JavaScript has it: the sign of the dividend. */
export const rem: MathFunction = mathFunction({
  name: "rem",
  arity: 2,
  evaluate: (x, y) => x % y,
  javascript: (x, y) => `(${x} % ${y})`,
  callable: false,
  wgsl: { call: (x, y) => `(${x} % ${y})` },
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100], [-10, 10]],
});
