import { assertAlmostEquals, assertEquals } from "@std/assert";
import { parseKernel } from "../../compute/lang/mod.ts";
import { interpret } from "../../compute/ir/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { integral, loopOf, operationsOf, optimized } from "./inspect.ts";

const fast = (expr: string) => loopOf(optimized(expr, { fastmath: true }));

Deno.test("the step's length and constant factors are multiplied once per strip", () => {
  assertEquals(operationsOf(fast("3*sin(x)").body), ["mul", "madd", "add"]);
  assertEquals(operationsOf(fast("sin(x)*exp(-x/8)").body), ["mul", "madd", "madd"]);
  assertEquals(operationsOf(fast("exp(-x*x)").near!.body).filter((name) => name === "madd").length, 4);
  assertEquals(operationsOf(fast("2*sqrt(x)*3").near!.body), ["madd", "madd", "madd", "madd", "add"]);
});

Deno.test("what is used elsewhere too keeps its factor", () => {
  // The square needs sin(x) itself.
  assertEquals(operationsOf(fast("sin(x)*sin(x) + 3*sin(x)").body), ["mul", "madd", "mul", "madd", "add"]);
});

Deno.test("factors leave the values as they are", () => {
  for (
    const expr of ["3*(cos(x) - sin(2*x))*2", "exp(x)*(2 + cos(x))", "(sqrt(1 + x) + 5)*sin(x)*7", "(x + 1)*cosh(x)"]
  ) {
    for (const [from, to, n] of [[0, 3, 200], [1, 1.001, 300]]) {
      const expected = integral(optimized(expr, { target: "js" }), from, to, n);
      assertAlmostEquals(integral(optimized(expr, { fastmath: true }), from, to, n) / expected, 1, 1e-14, expr);
    }
  }
});

Deno.test("factors that vary stay in the body", () => {
  const kernel = parseKernel(`(h: number, n: number) => {
    let sum = 0;
    for (const i of prange(n)) sum += sin(h * i) * i * (exp(h * i) + i);
    return sum;
  }`);
  const optimised = optimize(kernel, { target: "wasm", fastmath: true });
  assertAlmostEquals(interpret(optimised, [0.01, 300]) / interpret(kernel, [0.01, 300]), 1, 1e-13);
});
