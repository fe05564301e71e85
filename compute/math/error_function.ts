import { expandComplementaryError, expandError, expansion } from "./expansions/mod.ts";
import { exp } from "./exponential.ts";
import { type MathFunction, mathFunction } from "./record.ts";
import * as scalar from "./scalar/error_function.ts";
import { complementaryErrorFunctionSeries, errorFunctionSeries, taylor } from "./series/mod.ts";
import { wgslErf, wgslErfc } from "./wgsl/mod.ts";

export const erf: MathFunction = mathFunction({
  name: "erf",
  arity: 1,
  own: true,
  evaluate: scalar.erf,
  expand: expansion(expandError),
  series: taylor((f, at) => errorFunctionSeries(f, at, f.call(exp, f.neg(f.mul(at.centre, at.centre))))),
  wgsl: wgslErf,
  tolerance: { strict: 1.5, fastmath: 4, wgsl: 4 },
  domain: [[-6, 6]],
});

export const erfc: MathFunction = mathFunction({
  name: "erfc",
  arity: 1,
  own: true,
  evaluate: scalar.erfc,
  expand: expansion(expandComplementaryError),
  series: taylor((f, at) => complementaryErrorFunctionSeries(f, at, f.call(exp, f.neg(f.mul(at.centre, at.centre))))),
  wgsl: wgslErfc,
  tolerance: { strict: 2, fastmath: 4, wgsl: 4 },
  domain: [[-6, 9]],
});
