import { assert } from "@std/assert";
import fc from "fast-check";
import { type ExpansionOptions, type MathFunction, mathFunctions } from "../../compute/math/mod.ts";
import { type Expanded, expanded, type Multiplier } from "./evaluate.ts";
import { exactFunctions, fromNumber, ulpError } from "./exact.ts";

type Intervals = MathFunction["domain"];

/** Where errors are largest, besides the records' own domains: near zeros, folds and the ends of what is guarded. */
const HARD: Readonly<Record<string, readonly Intervals[]>> = {
  sin: [[[-4, 4]], [[-1.6e7, 1.6e7]]],
  cos: [[[-4, 4]], [[-1.6e7, 1.6e7]]],
  tan: [[[-2, 2]], [[-8e6, 8e6]]],
  asin: [[[0.4, 0.6]], [[0.99, 1]]],
  acos: [[[0.4, 0.6]], [[0.99, 1]]],
  atan: [[[-2, 2]]],
  atan2: [[[-1, 1], [-1, 1]]],
  exp: [[[-1, 1]], [[-707, 707]]],
  expm1: [[[-1, 1]]],
  log: [[[0.5, 2]], [[0.99, 1.01]]],
  log1p: [[[-0.5, 1]], [[-0.01, 0.01]]],
  log2: [[[0.5, 2]], [[0.99, 1.01]]],
  log10: [[[0.5, 2]], [[0.99, 1.01]]],
  pow: [[[0, 2], [-10, 10]], [[0.5, 2], [-500, 500]], [[0.999, 1.001], [-1e5, 1e5]], [[0, 1], [0, 1]]],
  sinh: [[[-1, 1]], [[-700, 700]]],
  cosh: [[[-1, 1]], [[-700, 700]]],
  tanh: [[[-1, 1]]],
  asinh: [[[-2, 2]]],
  acosh: [[[1, 2]]],
  atanh: [[[-0.2, 0.2]]],
  cbrt: [[[-10, 10]]],
  hypot: [[[-1, 1], [-1, 1]]],
};

/** Every way to expand a function that a target may use. */
const WAYS: readonly (ExpansionOptions & { readonly multiplier: Multiplier })[] = [
  { fastmath: false, total: false, multiplier: "separate" },
  { fastmath: false, total: true, multiplier: "separate" },
  { fastmath: true, total: false, multiplier: "fused" },
  { fastmath: true, total: false, multiplier: "separate" },
  { fastmath: true, total: true, multiplier: "fused" },
  { fastmath: true, total: true, multiplier: "separate" },
];

for (const record of mathFunctions.values()) {
  const exact = exactFunctions[record.name];
  if (!exact || !record.expand) continue;
  const ways = WAYS.flatMap((way) => {
    const run = expanded(record, way, way.multiplier);
    return run ? [{ ...way, run }] : [];
  });
  for (const domain of [record.domain, ...(HARD[record.name] ?? [])]) {
    Deno.test(`${record.name} on ${JSON.stringify(domain)} is within its record's tolerance of the exact value`, () => {
      const doubles = domain.map(([min, max]) => fc.double({ min, max, noNaN: true }));
      fc.assert(
        fc.property(fc.tuple(...doubles), (args) => {
          const value = record.evaluate(...args);
          // Zeros with signs, infinities and NaN are the special values' test's.
          if (!Number.isFinite(value) || value === 0 || args.some((x) => Object.is(x, -0))) return;
          if (record.name === "pow" && args[0] === 0) return;
          const reference = exact(...args.map(fromNumber));
          for (const { run, fastmath, total, multiplier } of ways) {
            const allowed = fastmath ? record.tolerance.fastmath : record.tolerance.strict;
            const expansion = (run as Expanded)(...args);
            if (expansion === undefined) continue;
            const error = ulpError(expansion, reference);
            assert(
              error <= allowed,
              `${record.name}(${args}) is ${expansion}, ${error} ULP off, ${
                JSON.stringify({ fastmath, total, multiplier })
              }`,
            );
          }
        }),
        { numRuns: 400, seed: 20 },
      );
    });
  }
}
