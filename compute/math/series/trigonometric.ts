import { constant, type Value } from "../../ir/mod.ts";
import type { Formula } from "../expansions/formula.ts";
import type { Neighbourhood } from "../record.ts";
import { INVERSE_FACTORIALS } from "./exponential.ts";
import { guardNoZero, guardRest, radiusOf } from "./neighbourhood.ts";

const RADIUS = radiusOf(1 / 720, 6);

/** Of tanh and its like, whose sixth derivative is at most 16. */
const TANGENT_COEFFICIENT = 16 / 120;

/** The value and the derivative in turns, over k!, to k = 6; each second pair negated for circular functions. */
function alternating(f: Formula, value: Value, derivative: Value, circular: boolean): Value[] {
  return INVERSE_FACTORIALS.map((factor, k) => {
    const sign = circular && k % 4 >= 2 ? -1 : 1;
    return f.mul(k % 2 === 0 ? value : derivative, sign * factor);
  });
}

/** sin(c + d), given cos(c); right absolutely, as sin and cos are under fastmath for affine arguments too. */
export function sineSeries(f: Formula, { value, radius }: Neighbourhood, cosine: Value): Value[] {
  f.guard(f.operation("lt", radius, RADIUS));
  return alternating(f, value, cosine, true);
}

/** cos(c + d), given sin(c). */
export function cosineSeries(f: Formula, { value, radius }: Neighbourhood, sine: Value): Value[] {
  f.guard(f.operation("lt", radius, RADIUS));
  return alternating(f, value, f.neg(sine), true);
}

/** sinh(c + d), given cosh(c). */
export function hyperbolicSineSeries(f: Formula, at: Neighbourhood, cosine: Value): Value[] {
  f.guard(f.operation("lt", at.radius, RADIUS));
  guardNoZero(f, cosine, at);
  return alternating(f, at.value, cosine, false);
}

/** cosh(c + d), given sinh(c). */
export function hyperbolicCosineSeries(f: Formula, { value, radius }: Neighbourhood, sine: Value): Value[] {
  f.guard(f.operation("lt", radius, RADIUS));
  return alternating(f, value, sine, false);
}

/** tan and tanh by y' = 1 + sign y^2. */
export const tangentSeries = (sign: 1 | -1) => (f: Formula, at: Neighbourhood): Value[] => {
  const a: Value[] = [at.value];
  for (let k = 0; k < 5; k++) {
    // The coefficient of d^k in y^2.
    let square: Value | undefined;
    for (let i = 0; 2 * i <= k; i++) {
      const product = f.mul(a[i], a[k - i]);
      const term = 2 * i === k ? product : f.mul(product, 2);
      square = square ? f.add(square, term) : term;
    }
    a.push(k === 0 ? f.madd(square!, sign, 1) : f.mul(square!, sign / (k + 1)));
  }
  guardNoZero(f, a[1], at);
  // The tangent's coefficients don't change their signs.
  guardRest(f, sign === 1 ? a[5] : constant(TANGENT_COEFFICIENT), at);
  return a;
};
