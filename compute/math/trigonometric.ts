import {
  expandArccosine,
  expandArcsine,
  expandArctangent,
  expandArctangent2,
  expandCosine,
  expandSine,
  expandTangent,
  expansion,
} from "./expansions/mod.ts";
import { type MathFunction, mathFunction } from "./record.ts";
import {
  arccosineSeries,
  arcsineSeries,
  arctangentSeries,
  cosineSeries,
  sineSeries,
  tangentSeries,
  taylor,
} from "./series/mod.ts";
import { wgslAcos, wgslAsin, wgslAtan, wgslAtan2, wgslCos, wgslSin, wgslTan } from "./wgsl/mod.ts";

export const sin: MathFunction = mathFunction({
  name: "sin",
  arity: 1,
  evaluate: Math.sin,
  expand: expansion(expandSine),
  series: taylor((f, at) => sineSeries(f, at, f.call(cos, at.centre))),
  wgsl: wgslSin,
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const cos: MathFunction = mathFunction({
  name: "cos",
  arity: 1,
  evaluate: Math.cos,
  expand: expansion(expandCosine),
  series: taylor((f, at) => cosineSeries(f, at, f.call(sin, at.centre))),
  wgsl: wgslCos,
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const tan: MathFunction = mathFunction({
  name: "tan",
  arity: 1,
  evaluate: Math.tan,
  expand: expansion(expandTangent),
  series: taylor(tangentSeries(1)),
  wgsl: wgslTan,
  tolerance: { strict: 1.45, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const asin: MathFunction = mathFunction({
  name: "asin",
  arity: 1,
  evaluate: Math.asin,
  expand: expansion(expandArcsine),
  series: taylor(arcsineSeries),
  wgsl: wgslAsin,
  tolerance: { strict: 1.9, fastmath: 4, wgsl: 4 },
  domain: [[-1, 1]],
});

export const acos: MathFunction = mathFunction({
  name: "acos",
  arity: 1,
  evaluate: Math.acos,
  expand: expansion(expandArccosine),
  series: taylor(arccosineSeries),
  wgsl: wgslAcos,
  tolerance: { strict: 1.4, fastmath: 4, wgsl: 4 },
  domain: [[-1, 1]],
});

export const atan: MathFunction = mathFunction({
  name: "atan",
  arity: 1,
  evaluate: Math.atan,
  expand: expansion(expandArctangent),
  series: taylor(arctangentSeries),
  wgsl: wgslAtan,
  tolerance: { strict: 1.45, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100]],
});

export const atan2: MathFunction = mathFunction({
  name: "atan2",
  arity: 2,
  evaluate: Math.atan2,
  expand: expansion(expandArctangent2),
  wgsl: wgslAtan2,
  tolerance: { strict: 1.9, fastmath: 4, wgsl: 4 },
  domain: [[-100, 100], [-100, 100]],
});
