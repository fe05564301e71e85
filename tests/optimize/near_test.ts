import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { interpret } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { callsOf, guardsOf, integral, loopOf, operationsOf, optimized } from "./inspect.ts";

const SMOOTH = [
  "exp(-x*x)",
  "4/(1 + x*x)",
  "log(1 + x)/(1 + x*x)",
  "sqrt(x)",
  "pow(x, x)",
  "pow(1 + x, sin(x))",
  "pow(2 + x, 2.7)",
  "atan(sqrt(2 + x*x))/((1 + x*x)*sqrt(2 + x*x))",
  "cos(cos(x) + 3*sin(2*x))",
  "tanh(3*x - 1)*x",
  "sinh(x)*cosh(x*x) + tan(x)",
  "expm1(x)*log1p(x*x)*log2(2 + x)*log10(3 + x)",
  "cbrt(x - 2) - max(x, 1/x)*abs(x - 3)",
  "asin(x/4) + acos(x/5)*atanh(x/4)",
  "asinh(x)*acosh(2 + x)",
  "3/sqrt(1 + x*x*x) - x/sqrt(2 + x)",
  "x/hypot(x, 2)",
  "erf(x)*erfc(x)",
  "hypot(x, 3 - x)*hypot(x, 2)",
  "atan2(x, 1 + x) + atan2(2, x)",
  "atan2(x*x, -3) + atan2(-x, -1 - x)",
  "pow(2 + x, -1/3)*pow(x, 2.5)",
];

Deno.test("functions of smooth arguments become polynomials, without divisions, roots and guards in the body", () => {
  for (const expr of SMOOTH) {
    const loop = loopOf(optimized(expr, { fastmath: true }));
    assert(loop.near, expr);
    const near = loop.near!;
    assertEquals(callsOf(near.body), [], expr);
    assertEquals(guardsOf(near.body), [], expr);
    const operations = operationsOf(near.body);
    assert(!operations.includes("div") && !operations.includes("sqrt"), expr);
    assert(guardsOf(near.strip.header).length > 0, expr);
  }
});

Deno.test("there is no near body without fastmath, nor where it has nothing to replace", () => {
  assertEquals(loopOf(optimized("exp(-x*x)")).near, undefined);
  for (const expr of ["cos(x)", "x*x", "round(x)", "exp(floor(x))", "sqrt(x > 1 ? x : 2)"]) {
    assertEquals(loopOf(optimized(expr, { fastmath: true })).near, undefined, expr);
  }
});

Deno.test("a body that has to guard its samples is no near body", () => {
  assert(!loopOf(optimized("sin(floor(x))/(1 + x*x)", { fastmath: true })).near);
});

Deno.test("near bodies add up to the integral, for small steps and, by the loop's own body, for large ones", () => {
  for (const expr of SMOOTH) {
    const kernel = optimized(expr, { fastmath: true });
    for (const [from, to, n] of [[0.5, 0.5007, 700], [1, 1.0003, 513], [0.1, 3, 50], [2.5, 2.4, 300]]) {
      const expected = integral(optimized(expr, { target: "js" }), from, to, n);
      const value = integral(kernel, from, to, n);
      assertAlmostEquals(value / expected, 1, 4e-14, `${expr} from ${from} to ${to}`);
    }
  }
});

Deno.test("each sample is within the functions' tolerances, at the ends of strips too", () => {
  for (
    const [expr, exact] of [
      ["exp(t*t)", (t: number) => Math.exp(t * t)],
      ["1/(1 + t*t)", (t: number) => 1 / (1 + t * t)],
      ["sqrt(t)", Math.sqrt],
      ["log(2 + t)", (t: number) => Math.log(2 + t)],
      ["t ** t", (t: number) => t ** t],
    ] as const
  ) {
    const kernel = optimize(
      parseKernel(`(h: number, first: number, n: number) => {
        let last = 0;
        for (const i of prange(first, first + n)) {
          const t = 0.75 + h * i;
          last += (i < first + n - 1 ? 0 : 1) * (${expr});
        }
        return last;
      }`),
      { target: "wasm", fastmath: true },
    );
    assert(loopOf(kernel).near, expr);
    for (const [h, first] of [[2 ** -19, 0], [2 ** -19, 10000], [-(2 ** -20), 5], [2 ** -22, 2 ** 19]]) {
      for (const n of [1, 2, 256, 512, 513]) {
        const t = 0.75 + h * (first + n - 1);
        assertAlmostEquals(interpret(kernel, [h, first, n]) / exact(t), 1, 1.2e-15, `${expr} at ${t}`);
      }
    }
  }
});

Deno.test("about zeros, poles and the ends of domains the loop's own body computes", () => {
  for (
    const [expr, from, to] of [
      ["log(x)", 0.999, 1.001],
      ["tanh(x)", -1e-3, 1e-3],
      ["atan(x - 1)*x", 0.9, 1.1],
      ["expm1(-x*x)", -0.01, 0.01],
      ["sqrt(1 - x)", 0.99, 1],
      ["x/(x - 1)", 0.9, 0.999],
      ["log(x)", 1e-310, 1e-3],
    ] as const
  ) {
    const expected = integral(optimized(expr, { target: "js" }), from, to, 1001);
    const scale = integral(optimized(`abs(${expr})`, { target: "js" }), from, to, 1001);
    const value = integral(optimized(expr, { fastmath: true }), from, to, 1001);
    // Arguments are rounded, which their functions' logarithms or differences feel.
    const allowed = 1e-14 * Math.abs(scale) + 2 ** -53 * (to - from);
    assert(Math.abs(value - expected) <= allowed, `${expr}: ${value} and ${expected}`);
  }
});
