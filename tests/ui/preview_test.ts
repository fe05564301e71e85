import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { interpret } from "../../compute/ir/mod.ts";
import { parseConstant, parseIntegrand, parseKernel } from "../../compute/lang/mod.ts";
import { integrandPresets, kernelPresets } from "../../ui/presets.ts";
import { bounded } from "../../ui/preview/bounded.ts";
import { sampleConvergence, sampleIntegrand } from "../../ui/preview/samples.ts";

Deno.test("an integrand's samples are its values, wherever they lie", () => {
  for (const [from, to] of [[0, 1], [-3, 3], [1e6, 1e6 + 1], [-1e-9, 1e-9], [5, -5]]) {
    for (const { x, y } of sampleIntegrand(parseIntegrand("sin(x) + x"), from, to, 11)) {
      const exact = Math.sin(x) + x;
      assertAlmostEquals(y, exact, 1e-15 * Math.max(1, Math.abs(exact)));
    }
  }
});

Deno.test("samples reach both ends of the range", () => {
  const samples = sampleIntegrand(parseIntegrand("x"), 0.1, 0.7, 4);
  assertEquals([samples[0].x, samples.at(-1)!.x, samples.length], [0.1, 0.7, 4]);
});

Deno.test("a pole is a sample that is not finite", () => {
  assertEquals(sampleIntegrand(parseIntegrand("1/x"), -1, 1, 3).map(({ y }) => y), [-1, Infinity, 1]);
});

Deno.test("the interpreter stops at the budget, in nested branches too", () => {
  const kernel = parseKernel(`(n: number) => {
    let s = 0;
    if (n > 0) { for (const i of prange(n)) { s += i; } }
    return s;
  }`);
  assertEquals(interpret(bounded(kernel, 100), [100]), 4950);
  let thrown: unknown;
  try {
    interpret(bounded(kernel, 100), [101]);
  } catch (error) {
    thrown = error;
  }
  assertEquals((thrown as Error)?.name, "PreviewBudgetError");
});

Deno.test("a loop as long as a visitor likes doesn't hold up the preview", () => {
  const kernel = parseKernel("(n: number) => { let s = 0; for (const i of prange(1e15)) { s += i / n; } return s; }");
  assertEquals(sampleConvergence(kernel, {}), []);
});

for (const preset of [...integrandPresets, ...kernelPresets]) {
  if (!preset.exact) continue;
  Deno.test(`the preset ${preset.id} tends to the exact value that it names`, () => {
    const kernel = "expr" in preset ? parseIntegrand(preset.expr) : parseKernel(preset.kernel);
    const args: Record<string, number> = { n: 20_000 };
    if (preset.from !== undefined) args.a = parseConstant(preset.from);
    if (preset.to !== undefined) args.b = parseConstant(preset.to);
    const value = interpret(kernel, kernel.parameters.map(({ name }) => args[name]));
    assert(
      Math.abs(value - preset.exact!.value) < (preset.tolerance ?? 2e-3),
      `${value} is far from ${preset.exact!.value}`,
    );
  });
}
