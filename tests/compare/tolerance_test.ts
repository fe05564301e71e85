import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { magnitude } from "../../compute/compare/magnitude.ts";
import { wrongValue } from "../../compute/compare/tolerance.ts";
import { compile, type KernelSource } from "../../compute/pipeline.ts";

const kernelOf = (source: KernelSource) => compile(source).kernel;

Deno.test("the magnitude of a sum is that of its terms without their signs", () => {
  const sine = kernelOf({ expr: "sin(x)" });
  assertAlmostEquals(magnitude(sine, [0, 2 * Math.PI, 500]), 4, 0.01);
  assertAlmostEquals(magnitude(sine, [0, 2 * Math.PI, 1e9]), 4, 0.01);
  assertAlmostEquals(magnitude(sine, [2 * Math.PI, 0, 1e9]), 4, 0.01);
});

Deno.test("branches, differences, several loops and products have one too", () => {
  const branches = kernelOf({
    kernel: `(n) => {
      let s = 0;
      for (const i of prange(n)) { if (i % 2 === 0) { s += i; } else { s -= i; } }
      for (const i of prange(10)) { s -= 1; }
      return s;
    }`,
  });
  assertEquals(magnitude(branches, [100]), 99 * 50 + 10);
  const product = kernelOf({
    kernel: "(n) => { let p = 1; for (const i of prange(n)) { p *= -1; } return p; }",
  });
  assertEquals(magnitude(product, [3]), 1);
});

Deno.test("a kernel without iterations has its initial value", () => {
  const kernel = kernelOf({ kernel: "(n) => { let s = 5; for (const i of prange(0)) { s += i; } return s; }" });
  assertEquals(magnitude(kernel, [7]), 5);
});

const run = (expr: string, args: number[]) => ({ kernel: kernelOf({ expr }), args, n: args[2], fastmath: false });

Deno.test("rounding is allowed even where terms cancel, a wrong scale is not", () => {
  const sine = run("sin(x)", [0, 2 * Math.PI, 1e6]);
  assertEquals(wrongValue({ value: 3e-15, precision: "f64" }, 1e-17, sine), undefined);
  assertEquals(wrongValue({ value: 2e-4, precision: "f32" }, 1e-17, sine), undefined);
  const wrong = wrongValue({ value: 0.1, precision: "f64" }, 1e-17, sine);
  assert(wrong?.startsWith("wrong result: 0.1 where serial gives 1e-17; it should be within 1."), wrong);
});

Deno.test("f32 may be farther off than f64", () => {
  const square = run("x*x", [0, 1, 1e6]);
  assertEquals(wrongValue({ value: 0.3334, precision: "f32" }, 1 / 3, square), undefined);
  assert(wrongValue({ value: 0.3334, precision: "f64" }, 1 / 3, square));
});

Deno.test("a finite value for an infinite one is wrong, unless fastmath may ignore infinities", () => {
  const pole = run("1/x", [0, 1, 10]);
  assert(wrongValue({ value: 3, precision: "f64" }, Infinity, pole));
  assertEquals(wrongValue({ value: NaN, precision: "f64" }, Infinity, pole), undefined);
  assertEquals(wrongValue({ value: 3, precision: "f64" }, Infinity, { ...pole, fastmath: true }), undefined);
  const large = run("exp(x)", [80, 100, 10]);
  assert(wrongValue({ value: Infinity, precision: "f32" }, 1e40, large)?.endsWith("f32 ends at 3.4e38"));
});
