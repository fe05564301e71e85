import {
  expandExponential,
  expandExponentialMinusOne,
  expandLogarithm,
  expandLogarithm10,
  expandLogarithm2,
  expandLogarithmOfOnePlus,
  expandPower,
  expansion,
} from "./expansions/mod.ts";
import { type MathFunction, mathFunction } from "./record.ts";
import {
  exponentialMinusOneSeries,
  exponentialSeries,
  logarithmOfOnePlusSeries,
  logarithmSeries,
  taylor,
} from "./series/mod.ts";
import { wgslExp, wgslExpm1, wgslLog, wgslLog10, wgslLog1p, wgslLog2, wgslPow } from "./wgsl/mod.ts";

export const exp: MathFunction = mathFunction({
  name: "exp",
  arity: 1,
  evaluate: Math.exp,
  expand: expansion(expandExponential),
  series: taylor(exponentialSeries),
  wgsl: wgslExp,
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[-700, 700]],
});

export const expm1: MathFunction = mathFunction({
  name: "expm1",
  arity: 1,
  evaluate: Math.expm1,
  expand: expansion(expandExponentialMinusOne),
  series: taylor(exponentialMinusOneSeries),
  wgsl: wgslExpm1,
  tolerance: { strict: 1.5, fastmath: 4, wgsl: 4 },
  domain: [[-30, 700]],
});

export const log: MathFunction = mathFunction({
  name: "log",
  arity: 1,
  evaluate: Math.log,
  expand: expansion(expandLogarithm),
  series: taylor(logarithmSeries(1)),
  wgsl: wgslLog,
  tolerance: { strict: 1, fastmath: 4, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const log10: MathFunction = mathFunction({
  name: "log10",
  arity: 1,
  evaluate: Math.log10,
  expand: expansion(expandLogarithm10),
  series: taylor(logarithmSeries(Math.LOG10E)),
  wgsl: wgslLog10,
  tolerance: { strict: 1.9, fastmath: 4, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const log1p: MathFunction = mathFunction({
  name: "log1p",
  arity: 1,
  evaluate: Math.log1p,
  expand: expansion(expandLogarithmOfOnePlus),
  series: taylor(logarithmOfOnePlusSeries),
  wgsl: wgslLog1p,
  tolerance: { strict: 1.4, fastmath: 4, wgsl: 4 },
  domain: [[-1, 1e6]],
});

export const log2: MathFunction = mathFunction({
  name: "log2",
  arity: 1,
  evaluate: Math.log2,
  expand: expansion(expandLogarithm2),
  series: taylor(logarithmSeries(Math.LOG2E)),
  wgsl: wgslLog2,
  tolerance: { strict: 1.9, fastmath: 4, wgsl: 4 },
  domain: [[0, 1e6]],
});

export const pow: MathFunction = mathFunction({
  name: "pow",
  arity: 2,
  evaluate: Math.pow,
  expand: expansion(expandPower),
  wgsl: wgslPow,
  tolerance: { strict: 1.25, fastmath: 4, wgsl: 4 },
  domain: [[0, 100], [-50, 50]],
});
