import { assert, assertEquals } from "@std/assert";
import { erf, erfc } from "../../compute/math/mod.ts";

/** Values to 20 digits, from mpmath: at the ends of formulas, where results are subnormal, and far out. */
const ERF = [
  [1e-300, 1.1283791670955126022e-300],
  [0.5, 0.52049987781304653768],
  [0.65, 0.64202932735567185771],
  [1, 0.84270079294971486934],
  [2.5, 0.99959304798255504106],
  [5.9, 0.9999999999999999281],
] as const;
const ERFC = [
  [0.65, 0.35797067264432814229],
  [1, 0.15729920705028513066],
  [10, 2.088487583762544757e-45],
  [26.5, 2.2109076642637342759e-307],
  [27, 5.237048923789255685e-319],
  [27.2, 1.0189049142703155395e-323],
  [-1, 1.8427007929497148693],
] as const;

/** Whether two numbers are next to each other, or the same. */
function near(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= Math.max(Math.abs(expected) * 2 ** -52, Number.MIN_VALUE);
}

Deno.test("erf and erfc have their known values", () => {
  for (const [x, expected] of ERF) assert(near(erf(x), expected), `erf(${x}) is ${erf(x)}`);
  for (const [x, expected] of ERFC) assert(near(erfc(x), expected), `erfc(${x}) is ${erfc(x)}`);
});

Deno.test("erf is odd, erfc is 2 - erfc(-x), and both have their limits", () => {
  for (const x of [1e-310, 0.1, 0.65, 0.7, 1, 3, 5.9, 100]) {
    assertEquals(erf(-x), -erf(x));
    assert(near(erfc(-x), 2 - erfc(x)));
  }
  assertEquals([erf(0), erf(-0), erf(6), erf(-Infinity), erf(NaN)], [0, -0, 1, -1, NaN]);
  assertEquals([erfc(0), erfc(-0), erfc(27.5), erfc(Infinity), erfc(-Infinity), erfc(NaN)], [1, 1, 0, 0, 2, NaN]);
});
