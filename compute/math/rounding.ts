import { asOperation, expandRemainder, expandRound, expandSign, expansion } from "./expansions/mod.ts";
import { type MathFunction, mathFunction } from "./record.ts";
import {
  wgslAbs,
  wgslCeil,
  wgslFloor,
  wgslFround,
  wgslMax,
  wgslMin,
  wgslRem,
  wgslRound,
  wgslSign,
  wgslTrunc,
} from "./wgsl/mod.ts";

export const abs: MathFunction = mathFunction({
  name: "abs",
  arity: 1,
  evaluate: Math.abs,
  expand: expansion(asOperation("abs")),
  wgsl: wgslAbs,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100]],
});

export const sign: MathFunction = mathFunction({
  name: "sign",
  arity: 1,
  evaluate: Math.sign,
  expand: expansion(expandSign),
  wgsl: wgslSign,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100]],
});

export const floor: MathFunction = mathFunction({
  name: "floor",
  arity: 1,
  evaluate: Math.floor,
  expand: expansion(asOperation("floor")),
  wgsl: wgslFloor,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100]],
});

export const ceil: MathFunction = mathFunction({
  name: "ceil",
  arity: 1,
  evaluate: Math.ceil,
  expand: expansion(asOperation("ceil")),
  wgsl: wgslCeil,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100]],
});

export const trunc: MathFunction = mathFunction({
  name: "trunc",
  arity: 1,
  evaluate: Math.trunc,
  expand: expansion(asOperation("trunc")),
  wgsl: wgslTrunc,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100]],
});

export const round: MathFunction = mathFunction({
  name: "round",
  arity: 1,
  evaluate: Math.round,
  expand: expansion(expandRound),
  wgsl: wgslRound,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100]],
});

export const fround: MathFunction = mathFunction({
  name: "fround",
  arity: 1,
  evaluate: Math.fround,
  expand: expansion(asOperation("fround")),
  wgsl: wgslFround,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100]],
});

export const min: MathFunction = mathFunction({
  name: "min",
  arity: 2,
  evaluate: Math.min,
  expand: expansion(asOperation("min")),
  wgsl: wgslMin,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100], [-100, 100]],
});

export const max: MathFunction = mathFunction({
  name: "max",
  arity: 2,
  evaluate: Math.max,
  expand: expansion(asOperation("max")),
  wgsl: wgslMax,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100], [-100, 100]],
});

/** The operator `%`, as JavaScript has it: the sign of the dividend. */
export const rem: MathFunction = mathFunction({
  name: "rem",
  arity: 2,
  evaluate: (x, y) => x % y,
  expand: expansion(expandRemainder),
  javascript: (x, y) => `(${x} % ${y})`,
  callable: false,
  wgsl: wgslRem,
  tolerance: { strict: 0, fastmath: 0, wgsl: 4 },
  domain: [[-100, 100], [-10, 10]],
});
