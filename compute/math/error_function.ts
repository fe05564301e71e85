import type { Value } from "../ir/mod.ts";
import { expandComplementaryError, expandError, expansion, type Formula } from "./expansions/mod.ts";
import { exp } from "./exponential.ts";
import { type MathFunction, mathFunction, type Neighbourhood } from "./record.ts";
import * as scalar from "./scalar/error_function.ts";
import { complementaryErrorFunctionSeries, errorFunctionSeries, taylor } from "./series/mod.ts";
import { wgslErf, wgslErfc } from "./wgsl/mod.ts";

/** e^(-c^2) at the centre, of which the slope is a multiple. */
const density = (f: Formula, { centre }: Neighbourhood): Value => f.call(exp, f.neg(f.mul(centre, centre)));

export const erf: MathFunction = mathFunction({
  name: "erf",
  arity: 1,
  own: true,
  evaluate: scalar.erf,
  expand: expansion(expandError),
  series: taylor((f, at) => errorFunctionSeries(f, at, density(f, at))),
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
  series: taylor((f, at) => complementaryErrorFunctionSeries(f, at, density(f, at))),
  wgsl: wgslErfc,
  tolerance: { strict: 2, fastmath: 4, wgsl: 4 },
  domain: [[-6, 9]],
});
