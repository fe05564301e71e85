import { assert } from "@std/assert";
import fc from "fast-check";
import { constant, type Kernel, parameter, type Region, RegionBuilder, type Value } from "../../compute/ir/mod.ts";
import { mathFunctions } from "../../compute/math/mod.ts";
import { passOptions, pipelines } from "../../compute/optimize/mod.ts";
import { runnable } from "./evaluate.ts";
import { reference, references, ulps } from "./reference.ts";

const contraction = pipelines.wasm.find(({ name }) => name === "contraction")!;

/**
 * Strict formulas were written for two roundings: fused ones must keep what their records promise. Total ones, which
 * fallbacks call, are never fused.
 */
for (const record of mathFunctions.values()) {
  const operands = Array.from({ length: record.arity }, (_, k) => parameter(`x${k}`));
  const formula = new RegionBuilder();
  const value = record.expand(formula, operands, { fastmath: false, contract: true, total: false });
  if (!(record.name in references)) continue;
  Deno.test(`${record.name}, contracted: within its strict tolerance`, () => {
    const run = runnable(contracted(formula, value), operands, "fused");
    const doubles = record.domain.map(([min, max]) => fc.double({ min, max, noNaN: true }));
    fc.assert(
      fc.property(fc.tuple(...doubles), (args) => {
        const exact = reference(record.name, args);
        const actual = run(...args);
        if (actual === undefined || !exact) return;
        const error = ulps(actual, exact);
        assert(error <= record.tolerance.strict, `${record.name}(${args}) is ${actual}, ${error} ULP off`);
      }),
      { numRuns: 300, seed: 20 },
    );
  });
}

/** A formula as contraction leaves it within a loop. */
function contracted(formula: RegionBuilder, value: Value): Region {
  const around = new RegionBuilder();
  const body = formula.finish([value]);
  around.parallel({ index: parameter("i"), start: constant(0), stop: constant(1), reductions: [], body });
  const kernel: Kernel = { name: "formula", parameters: [], body: around.finish([]), source: "" };
  const [loop] = contraction.run(kernel, passOptions({ target: "wasm", fastmath: ["contract"] })).body.instructions;
  if (loop.kind !== "parallel") throw new Error("the loop is gone");
  return loop.body;
}
