import { assert } from "@std/assert";
import fc from "fast-check";
import { parameter, RegionBuilder, type Value } from "../../compute/ir/mod.ts";
import { binomialSeries, type MathFunction, mathFunctions } from "../../compute/math/mod.ts";
import { runnable } from "./evaluate.ts";
import { reference, ulps } from "./reference.ts";

type Series = NonNullable<MathFunction["series"]>;

/** Near their zeros these are right absolutely: to 2^-53 and what rounding adds. */
const ABSOLUTE: ReadonlySet<string> = new Set(["sin", "cos"]);

/** The polynomial about a centre at centre + difference; undefined where a guard fails. */
function polynomial(series: Series, call: (region: RegionBuilder, centre: Value) => Value) {
  const [centre, radius, difference] = ["centre", "radius", "difference"].map((name) => parameter(name));
  const region = new RegionBuilder();
  const coefficients = series(region, { centre, radius, value: call(region, centre) });
  const sum = coefficients.reduceRight((sum, one) => region.operation("madd", [sum, difference, one]));
  return runnable(region.finish([sum]), [centre, radius, difference], "separate");
}

/** Samples about centres, from far within the guarded radius to beyond it. */
const samples = (domain: readonly [number, number]) =>
  fc.tuple(
    fc.integer({ min: 0, max: 2 ** 30 }),
    fc.integer({ min: -24, max: -5 }),
    fc.integer({ min: -1000, max: 1000 }),
  ).map(([position, exponent, thousandths]) => {
    const centre = domain[0] + (domain[1] - domain[0]) * position / 2 ** 30;
    const share = thousandths / 1000;
    const radius = 2 ** exponent * Math.min(2, Math.abs(centre));
    // An argument whose distance from the centre is a number.
    const argument = centre + radius * share;
    return { centre, radius, argument, difference: argument - centre };
  }).filter(({ centre, radius, argument, difference }) =>
    centre + difference === argument && Math.abs(difference) <= radius
  );

for (const record of mathFunctions.values()) {
  const { name, series } = record;
  if (!series) continue;
  Deno.test(`the series of ${name} is within the tolerance of fastmath where its guards hold`, () => {
    const run = polynomial(series, (region, centre) => region.call(record, [centre]));
    let held = 0;
    fc.assert(
      fc.property(samples(record.domain[0]), ({ centre, radius, argument, difference }) => {
        const actual = run(centre, radius, difference);
        if (actual === undefined) return;
        held++;
        const exact = reference(name, [argument]);
        if (!exact) return;
        const error = ulps(actual, exact);
        const isNearZero = ABSOLUTE.has(name) && Math.abs(actual - Number(record.evaluate(argument))) <= 2 ** -52;
        assert(
          error <= record.tolerance.fastmath || isNearZero,
          `${name}(${argument}) about ${centre} within ${radius} is ${actual}: ${error} ULP off`,
        );
      }),
      { numRuns: 1500, seed: 7 },
    );
    assert(held > 200, `guards held ${held} times`);
  });
}

Deno.test("the series of the reciprocal is within 2 ULP where its guards hold", () => {
  const run = polynomial(binomialSeries(-1), (region, centre) => region.operation("div", [1, centre].map(asValue)));
  let held = 0;
  fc.assert(
    fc.property(samples([-100, 100]), ({ centre, radius, argument, difference }) => {
      const actual = run(centre, radius, difference);
      if (actual === undefined) return;
      held++;
      const relative = actual * argument - 1;
      assert(Math.abs(relative) <= 2.5 * 2 ** -52, `1/${argument} about ${centre} is ${actual}`);
    }),
    { numRuns: 1500, seed: 7 },
  );
  assert(held > 200);
});

function asValue(x: number | Value): Value {
  return typeof x === "number" ? { kind: "constant", type: "f64", value: x } : x;
}
