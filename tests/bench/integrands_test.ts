import { assertAlmostEquals } from "@std/assert";
import { INTEGRANDS, type SuiteKernel } from "../../compute/bench/integrands.ts";
import more from "../../compute/bench/more_integrands.json" with { type: "json" };
import { parseConstant } from "../../compute/lang/mod.ts";
import { jit } from "../../compute/mod.ts";

const N = 1e6;

for (const { id, expr, from, to, exact } of [...INTEGRANDS, ...more as SuiteKernel[]]) {
  Deno.test(`the integral of ${id} is its exact value, strict and with fastmath`, () => {
    const [a, b] = [from, to].map(parseConstant);
    // Samples in the middle of each step: the rule's own error is far below.
    const half = (b - a) / N / 2;
    for (const fastmath of [false, true]) {
      assertAlmostEquals(jit({ expr }, { fastmath })(a + half, b + half, N), exact!, 2e-8 * Math.max(1, exact!));
    }
  });
}
