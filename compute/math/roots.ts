import { asOperation, expandCbrt, expandHypot, expansion } from "./expansions/mod.ts";
import { type MathFunction, mathFunction } from "./record.ts";
import { binomialSeries } from "./series/mod.ts";
import { wgslCbrt, wgslHypot, wgslSqrt } from "./wgsl/mod.ts";

export const sqrt: MathFunction = mathFunction({
  name: "sqrt",
  arity: 1,
  evaluate: Math.sqrt,
  expand: expansion(asOperation("sqrt")),
  series: binomialSeries(1 / 2),
  wgsl: wgslSqrt,
  tolerance: { strict: 0.5, fastmath: 2, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const cbrt: MathFunction = mathFunction({
  name: "cbrt",
  arity: 1,
  evaluate: Math.cbrt,
  expand: expansion(expandCbrt),
  series: binomialSeries(1 / 3),
  wgsl: wgslCbrt,
  tolerance: { strict: 0.6, fastmath: 4, wgsl: 4 },
  domain: [[-1e6, 1e6]],
});

export const hypot: MathFunction = mathFunction({
  name: "hypot",
  arity: 2,
  evaluate: Math.hypot,
  expand: expansion(expandHypot),
  wgsl: wgslHypot,
  tolerance: { strict: 1.4, fastmath: 4, wgsl: 4 },
  domain: [[-1e6, 1e6], [-1e6, 1e6]],
});
