import { assert } from "@std/assert";
import fc from "fast-check";
import { type ExpansionOptions, mathFunctions } from "../../compute/math/mod.ts";
import { expanded, type Multiplier } from "./evaluate.ts";
import { HARD_ARGUMENTS, HARD_INTERVALS } from "./hard_arguments.ts";
import { reference, references, ulps } from "./reference.ts";

/** Every way to expand a function that a target may use. */
const WAYS: readonly (ExpansionOptions & { readonly multiplier: Multiplier })[] = [
  { fastmath: false, total: false, multiplier: "separate" },
  { fastmath: false, total: true, multiplier: "separate" },
  { fastmath: true, total: false, multiplier: "fused" },
  { fastmath: true, total: false, multiplier: "separate" },
  { fastmath: true, total: true, multiplier: "fused" },
  { fastmath: true, total: true, multiplier: "separate" },
  { fastmath: false, total: false, portable: "f64", multiplier: "separate" },
  { fastmath: false, total: true, portable: "f64", multiplier: "separate" },
  { fastmath: true, total: false, portable: "f64", multiplier: "fused" },
];

for (const record of mathFunctions.values()) {
  if (!(record.name in references)) continue;
  const ways = WAYS.map((way) => ({ ...way, run: expanded(record, way, way.multiplier) }));
  const check = (args: readonly number[]) => {
    // Zeros with signs, infinities and NaN are the special values' test's.
    const exact = reference(record.name, args);
    if (!exact) return;
    for (const { run, ...way } of ways) {
      const { fastmath } = way;
      const allowed = fastmath ? record.tolerance.fastmath : record.tolerance.strict;
      const expansion = run(...args);
      if (expansion === undefined) continue;
      const error = ulps(expansion, exact);
      assert(
        error <= allowed,
        `${record.name}(${args}) is ${expansion}, ${error} ULP off, ${JSON.stringify(way)}`,
      );
    }
  };
  Deno.test(`${record.name} of hard arguments is within its record's tolerance of the exact value`, () => {
    for (const args of HARD_ARGUMENTS[record.name] ?? []) {
      check(args);
      check(args.map((x) => record.name === "pow" ? x : -x));
    }
  });
  for (const domain of [record.domain, ...(HARD_INTERVALS[record.name] ?? [])]) {
    Deno.test(`${record.name} on ${JSON.stringify(domain)} is within its record's tolerance of the exact value`, () => {
      const doubles = domain.map(([min, max]) => fc.double({ min, max, noNaN: true }));
      fc.assert(fc.property(fc.tuple(...doubles), check), { numRuns: 400, seed: 20 });
    });
  }
}
