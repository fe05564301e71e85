import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { interpret } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { callsOf, guardsOf, integral, loopOf, operationsOf, optimized } from "./inspect.ts";

const strips = (expr: string) => loopOf(optimized(expr, { fastmath: true }));

/** Flags of a loop that has no near body: this takes "arcp" too. */
const FAR_ONLY = ["afn", "reassoc", "contract"] as const;
const farOnly = (expr: string) => loopOf(optimized(expr, { fastmath: FAR_ONLY }));

Deno.test("the cosine of an affine argument is two products of a strip's and a table's values", () => {
  const loop = strips("cos(x)");
  assertEquals(operationsOf(loop.body), ["mul", "nmadd", "add"]);
  assertEquals([loop.strip?.entries.length, loop.strip?.invariants.length], [2, 2]);
  // Tables and header call functions that are valid everywhere, and what they give is bounded.
  assertEquals(callsOf(loop.strip!.tables), ["cos", "sin"]);
  assertEquals(callsOf(loop.strip!.header), ["cos", "sin"]);
  assertEquals(loop.fallback, undefined);
  assertEquals(callsOf(strips("exp(x)").fallback!), ["exp"]);
});

Deno.test("functions of arguments with one slope share tables, of one argument the header", () => {
  assertEquals(strips("sin(x) + cos(x) + cos(x + 1)").strip?.entries.length, 2);
  assertEquals(strips("sin(x) + cos(x) + cos(x + 1)").strip?.invariants.length, 4);
  assertEquals(strips("sin(2*x) + cos(2*x) + exp(-x/8)").strip?.entries.length, 3);
});

Deno.test("hyperbolic functions have formulas for t + u, powers are made of exponentials", () => {
  assertEquals(operationsOf(farOnly("tanh(3*x-1)").body), ["add", "madd", "div", "madd"]);
  assertEquals(farOnly("sinh(x) + tanh(x)").strip?.entries.length, 3);
  assertEquals(strips("cosh(x) + exp(x)").strip?.entries.length, 2);
  assertEquals(operationsOf(strips("2 ** -x").body), ["madd"]);
  assertEquals(strips("2 ** x * 3 ** x * cos(x) ** x").strip?.entries.length, 4);
});

Deno.test("more tables make shorter strips, of a power of two", () => {
  assertEquals(strips("exp(x)").strip?.length, 1024);
  assertEquals(strips("cos(x)*cos(2*x)*cos(3*x)").strip?.length, 512);
  assertEquals(strips("cos(x)*cos(2*x)*cos(3*x)*cos(4*x)*cos(5*x)*cos(6*x)").strip?.length, 256);
});

Deno.test("only affine arguments are reduced, and only under fastmath", () => {
  for (const expr of ["cos(x * x)", "tan(x)", "cos(abs(x))"]) {
    assertEquals(strips(expr).strip?.entries ?? [], [], expr);
  }
  assertEquals(loopOf(optimized("cos(x)")).strip?.entries, []);
});

Deno.test("what wraps a strip's functions is guarded by their intervals", () => {
  const loop = strips("cos(cos(x)+3*sin(x)+2*cos(2*x)+3*cos(3*x)+3*sin(2*x))");
  assertEquals(guardsOf(loop.body).length, 0);
  assertEquals(callsOf(loop.body), []);
});

const FUNCTIONS = [
  ["cos(t)", Math.cos],
  ["sin(t)", Math.sin],
  ["exp(t)", Math.exp],
  ["sinh(t)", Math.sinh],
  ["cosh(t)", Math.cosh],
  ["tanh(t)", Math.tanh],
  ["2 ** t", (t: number) => 2 ** t],
] as const;

/** Functions whose error is relative to e^|t|. */
const SCALED_BY_EXP: ReadonlySet<string> = new Set(["exp(t)", "sinh(t)", "cosh(t)", "2 ** t"]);

Deno.test("samples stay within 5e-16 of the function, far from the strip's start and from 0", () => {
  for (const [expr, exact] of FUNCTIONS) {
    const kernel = optimize(
      parseKernel(`(h: number, first: number, n: number) => {
        let last = 0;
        for (const i of prange(first, first + n)) {
          const t = h * i - 3;
          last += i < first + n - 1 ? 0 : ${expr};
        }
        return last;
      }`),
      { target: "wasm", fastmath: FAR_ONLY },
    );
    assert(loopOf(kernel).strip);
    for (const [h, first] of [[0.001, 0], [1e-6, 5e5], [-0.7, 3], [1e-9, 2e9]]) {
      for (const n of [1, 2, 63, 511, 1025]) {
        const t = h * (first + n - 1) - 3;
        const scale = SCALED_BY_EXP.has(expr) ? Math.exp(Math.abs(t)) : 1;
        const value = interpret(kernel, [h, first, n]);
        assertAlmostEquals(value, exact(t), scale * (5e-16 + 2 ** -52 * Math.abs(t)), `${expr} at ${t}`);
      }
    }
  }
});

Deno.test("what is small near 0 keeps its digits there", () => {
  for (
    const [expr, f] of [
      ["sin(x)", Math.sin],
      ["sinh(x)", Math.sinh],
      ["tanh(x)", Math.tanh],
      ["expm1(x)", Math.expm1],
    ] as const
  ) {
    for (const to of [1e-8, 1e-150, -1e-3]) {
      const expected = Array.from({ length: 1500 }, (_, i) => f(i * to / 1500) * to / 1500).reduce((s, v) => s + v);
      const value = integral(optimized(expr, { fastmath: true }), 0, to, 1500);
      assertAlmostEquals(value / expected, 1, 1e-13, `${expr} to ${to}`);
    }
  }
});

Deno.test("about a zero within a strip each sample keeps its digits", () => {
  for (const [name, f] of [["sinh", Math.sinh], ["tanh", Math.tanh], ["expm1", Math.expm1]] as const) {
    const kernel = optimize(
      parseKernel(`(from: number, h: number, n: number) => {
        let last = 0;
        for (const i of prange(n)) last += (i < n - 1 ? 0 : 1) * Math.${name}(from + h * i);
        return last;
      }`),
      { target: "wasm", fastmath: true },
    );
    for (const h of [2 ** -14, -(2 ** -14), 2 ** -30]) {
      for (let n = 190; n < 215; n++) {
        const x = h * (n - 1 - 200);
        const value = interpret(kernel, [-200 * h, h, n]);
        assert(Math.abs(value - f(x)) <= 5 * 2 ** -53 * Math.abs(f(x)), `${name}(${x}) is ${value}`);
      }
    }
  }
});

Deno.test("strips add up to the integral, whatever the number of samples leaves over", () => {
  for (const expr of ["cos(x)", "sin(x)*exp(-x/8)", "cos(3 - 2*x)", "exp(x/3) - sin(x)*cos(2*x)"]) {
    for (const n of [1, 100, 1024, 1500]) {
      const expected = integral(optimized(expr, { target: "js" }), 0, 5, n);
      assertAlmostEquals(integral(optimized(expr, { fastmath: true }), 0, 5, n), expected, 3e-14, expr);
    }
  }
});

Deno.test("a strip whose tables are out of range leaves its loop to the fallback", () => {
  const expr = "exp(-x)";
  const kernel = optimized(expr, { fastmath: true });
  for (const [from, to] of [[0, 8000], [0, Infinity], [NaN, 1]]) {
    assertEquals(integral(kernel, from, to, 10), integral(optimized(expr, { target: "js" }), from, to, 10));
  }
});
