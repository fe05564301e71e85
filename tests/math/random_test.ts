import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { random } from "../../compute/math/mod.ts";
import { philox } from "../../compute/math/scalar/random.ts";
import { jit, prange } from "../../compute/mod.ts";

Deno.test("Philox2x32-10 gives the known answers of its authors", () => {
  const words = (low: number, high: number, key: number) =>
    philox(low | 0, high | 0, key | 0).map((word) => word >>> 0);
  assertEquals(words(0, 0, 0), [0xff1dae59, 0x6cd10df2]);
  assertEquals(words(0xffffffff, 0xffffffff, 0xffffffff), [0x2c3f628b, 0xab4fd7ad]);
  assertEquals(words(0x243f6a88, 0x85a308d3, 0x13198a2e), [0xdd7ce038, 0xf62a4c12]);
});

Deno.test("random numbers are in [0, 1), and their mean and variance those of a uniform distribution", () => {
  let [sum, squares] = [0, 0];
  const n = 100_000;
  for (let i = 0; i < n; i++) {
    const x = random(7, i);
    if (!(x >= 0 && x < 1)) throw new Error(`random(7, ${i}) is ${x}`);
    sum += x;
    squares += x * x;
  }
  // Six standard deviations.
  assertAlmostEquals(sum / n, 1 / 2, 6 / Math.sqrt(12 * n));
  assertAlmostEquals(squares / n, 1 / 3, 6 * Math.sqrt(4 / 45 / n));
});

Deno.test("compiled kernels draw the same numbers, to the last bit, wherever the index is", () => {
  const draw = jit((seed: number, first: number) => {
    let least = 1;
    for (const i of prange(first, first + 1)) least = Math.min(least, random(seed, i));
    return least;
  });
  const seed = fc.integer({ min: -(2 ** 31), max: 2 ** 32 });
  const counter = fc.integer({ min: -(2 ** 53 - 2), max: 2 ** 53 - 2 });
  fc.assert(fc.property(seed, counter, (s, i) => assertEquals(draw(s, i), random(s, i))), {
    examples: [[0, 0], [1, 2 ** 32 - 1], [1, 2 ** 32], [-1, -1], [2 ** 32 - 1, -(2 ** 32)]],
  });
});
