import { expandImul, expandRandom, expansion } from "./expansions/mod.ts";
import { type MathFunction, mathFunction } from "./record.ts";
import { random as evaluateRandom } from "./scalar/random.ts";

/** The product of two 32-bit integers, modulo 2^32. */
export const imul: MathFunction = mathFunction({
  name: "imul",
  arity: 2,
  evaluate: Math.imul,
  expand: expansion(expandImul),
  integers: true,
  tolerance: { strict: 0, fastmath: 0, wgsl: 0 },
  domain: [[-100, 100], [-100, 100]],
});

export const random: MathFunction = mathFunction({
  name: "random",
  own: true,
  arity: 2,
  evaluate: evaluateRandom,
  expand: expansion(expandRandom),
  integers: true,
  tolerance: { strict: 0, fastmath: 0, wgsl: 0 },
  domain: [[0, 100], [0, 1e6]],
});
