import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { GuardFailure, type Kernel } from "../../compute/ir/mod.ts";
import { parseIntegrand } from "../../compute/lang/mod.ts";
import { passOptions, pipelines } from "../../compute/optimize/mod.ts";
import { guardsOf, integral, loopOf, optimized } from "./inspect.ts";

/** The integral, or null where a guard fails. */
function guardedIntegral(kernel: Kernel, from: number, to: number, n: number): number | null {
  const loop = loopOf(kernel);
  const instructions = kernel.body.instructions.map((one) => one === loop ? { ...loop, fallback: undefined } : one);
  try {
    return integral({ ...kernel, body: { ...kernel.body, instructions } }, from, to, n);
  } catch (error) {
    if (error instanceof GuardFailure) return null;
    throw error;
  }
}

Deno.test("guards whose argument is convex or concave in the index are checked at the ends of strips", () => {
  for (const expr of ["log(1 + x)", "cos(3 - 2*x)", "exp(-x*x)", "sin(abs(x) / 3)", "log(9 - x*x)"]) {
    const loop = loopOf(optimized(expr));
    assertEquals(guardsOf(loop.body).length, 0, expr);
    assert(guardsOf(loop.strip!.header).length >= 2, expr);
  }
  for (const expr of ["log(x*x + 1)", "exp(x*x - 4*x)", "sin(x*x*x)", "log(sin(x))"]) {
    assert(guardsOf(loopOf(optimized(expr)).body).length > 0, expr);
  }
});

Deno.test("the last strip is checked at its last iteration, not beyond", () => {
  const kernel = optimized("log(1 - x)");
  assertAlmostEquals(guardedIntegral(kernel, 0, 1, 1000)!, integral(parseIntegrand("log(1 - x)"), 0, 1, 1000), 1e-13);
});

Deno.test("where hoisted guards hold, so do those in the body", () => {
  const unhoisted = (expr: string) =>
    pipelines.wasm.filter(({ name }) => name !== "guard hoisting")
      .reduce(
        (kernel, pass) => pass.run(kernel, passOptions({ target: "wasm", fastmath: false })),
        parseIntegrand(expr),
      );
  const expressions = ["exp(x)", "exp(-x*x)", "exp(x*x - 40*x)", "log(30 + x)", "log(900 - x*x)", "exp(abs(20*x))"];
  const bound = fc.double({ min: -60, max: 60, noNaN: true });
  for (const expr of expressions) {
    const [plain, hoisted] = [unhoisted(expr), optimized(expr)];
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 1, max: 40 }), (from, to, n) => {
        const value = guardedIntegral(hoisted, from, to, n);
        if (value !== null) assertEquals(guardedIntegral(plain, from, to, n), value, expr);
      }),
      { numRuns: 100 },
    );
  }
});
