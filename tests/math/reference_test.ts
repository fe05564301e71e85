import { assert } from "@std/assert";
import { big, exponentOf, fixed, isZero, subtract } from "./big.ts";
import { exactFunctions, fromNumber, PLACES } from "./exact.ts";
import { reference, references } from "./reference.ts";
import { pointsFor } from "./points.ts";

/** Bits that the reference's values must have right. */
const BITS = 140;

/** The 1280 bits of the exact functions leave too few of results below this, and their series take long above. */
const SMALLEST = -800;
const LARGEST = 1000;

for (const name of Object.keys(references)) {
  Deno.test(`the reference's ${name} has ${BITS} bits of the exact function's`, () => {
    let compared = 0;
    for (const operands of pointsFor(name, 200)) {
      const value = reference(name, operands);
      if (!value || isZero(value) || exponentOf(value) < SMALLEST || exponentOf(value) > LARGEST) continue;
      if (operands.some((x) => Math.abs(x) > 2 ** 200 || (x !== 0 && Math.abs(x) < 2 ** -400))) continue;
      // The exact power is that of positive numbers.
      if (name === "pow" && operands[0] < 0) continue;
      const exact = { m: exactFunctions[name](...operands.map(fromNumber)), e: -Number(PLACES) };
      const short = { m: fixed(exact, 300 - exponentOf(value)), e: exponentOf(value) - 300 };
      const difference = subtract(value, short);
      assert(
        isZero(difference) || exponentOf(difference) < exponentOf(value) - BITS,
        `${name}(${operands}): ${exponentOf(difference) - exponentOf(value)}`,
      );
      compared++;
    }
    assert(compared > 20, `only ${compared} points were compared`);
  });
}

Deno.test("numbers are taken exactly", () => {
  for (const x of [0, 1, -1.5, Math.PI, Number.MIN_VALUE, 2 ** -1022, Number.MAX_VALUE, -1e-310]) {
    const { m, e } = big(x);
    const half = Math.trunc(e / 2);
    assert(Number(m) * 2 ** half * 2 ** (e - half) === x);
  }
});
