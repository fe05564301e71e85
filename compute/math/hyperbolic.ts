import {
  expandAcosh,
  expandAsinh,
  expandAtanh,
  expandCosh,
  expandSinh,
  expandTanh,
  expansion,
} from "./expansions/mod.ts";
import { type MathFunction, mathFunction } from "./record.ts";
import {
  hyperbolicCosineSeries,
  hyperbolicSineSeries,
  inverseHyperbolicCosineSeries,
  inverseHyperbolicSineSeries,
  inverseHyperbolicTangentSeries,
  tangentSeries,
  taylor,
} from "./series/mod.ts";
import { wgslAcosh, wgslAsinh, wgslAtanh, wgslCosh, wgslSinh, wgslTanh } from "./wgsl/mod.ts";

export const sinh: MathFunction = mathFunction({
  name: "sinh",
  arity: 1,
  evaluate: Math.sinh,
  expand: expansion(expandSinh),
  series: taylor((f, at) => hyperbolicSineSeries(f, at, f.call(cosh, at.centre))),
  wgsl: wgslSinh,
  tolerance: { strict: 1.9, fastmath: 4, wgsl: 4 },
  domain: [[-20, 20]],
});

export const cosh: MathFunction = mathFunction({
  name: "cosh",
  arity: 1,
  evaluate: Math.cosh,
  expand: expansion(expandCosh),
  series: taylor((f, at) => hyperbolicCosineSeries(f, at, f.call(sinh, at.centre))),
  wgsl: wgslCosh,
  tolerance: { strict: 1.5, fastmath: 4, wgsl: 4 },
  domain: [[-20, 20]],
});

export const tanh: MathFunction = mathFunction({
  name: "tanh",
  arity: 1,
  evaluate: Math.tanh,
  expand: expansion(expandTanh),
  series: taylor(tangentSeries(-1)),
  wgsl: wgslTanh,
  tolerance: { strict: 1.9, fastmath: 4, wgsl: 4 },
  domain: [[-20, 20]],
});

export const asinh: MathFunction = mathFunction({
  name: "asinh",
  arity: 1,
  evaluate: Math.asinh,
  expand: expansion(expandAsinh),
  series: taylor(inverseHyperbolicSineSeries),
  wgsl: wgslAsinh,
  tolerance: { strict: 1.9, fastmath: 4, wgsl: 4 },
  domain: [[-1e6, 1e6]],
});

export const acosh: MathFunction = mathFunction({
  name: "acosh",
  arity: 1,
  evaluate: Math.acosh,
  expand: expansion(expandAcosh),
  series: taylor(inverseHyperbolicCosineSeries),
  wgsl: wgslAcosh,
  tolerance: { strict: 1.75, fastmath: 4, wgsl: 4 },
  domain: [[1, 1e6]],
});

export const atanh: MathFunction = mathFunction({
  name: "atanh",
  arity: 1,
  evaluate: Math.atanh,
  expand: expansion(expandAtanh),
  series: taylor(inverseHyperbolicTangentSeries),
  wgsl: wgslAtanh,
  tolerance: { strict: 1.75, fastmath: 4, wgsl: 4 },
  domain: [[-1, 1]],
});
