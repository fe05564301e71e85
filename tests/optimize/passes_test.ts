import { assert, assertEquals } from "@std/assert";
import { interpret } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { callsOf, guardsOf, instructionsOf, integral, loopOf, operationsOf, optimized } from "./inspect.ts";

const bodyOf = (expr: string, fastmath = false) => operationsOf(loopOf(optimized(expr, { fastmath })).body);

/** What every integrand's body has: x = a + i step, and acc + f step. */
const FRAME = ["mul", "add", "mul", "add"];

Deno.test("folding computes constants and drops what does nothing", () => {
  assertEquals(bodyOf("x * (2 - 1)"), FRAME);
  assertEquals(bodyOf("-(-x)"), FRAME);
  assertEquals(bodyOf("true ? x : cos(x)"), FRAME);
});

Deno.test("a sum with 0 is kept where zero's sign could change, but under fastmath", () => {
  assertEquals(bodyOf("x + 0").length, FRAME.length + 1);
  assertEquals(bodyOf("x + 0", true), ["madd", "add"]);
});

Deno.test("a power of two divides by multiplication, any constant under fastmath", () => {
  assertEquals(bodyOf("x / 8"), ["mul", "add", "mul", "mul", "add"]);
  assert(bodyOf("x / 3").includes("div"));
  assert(!bodyOf("x / 3", true).includes("div"));
});

Deno.test("small constant powers are multiplications and roots", () => {
  assertEquals(bodyOf("x ** 2"), ["mul", "add", "mul", "mul", "add"]);
  assertEquals(callsOf(loopOf(optimized("pow(x, 4)")).body), []);
  assert(bodyOf("x ** 0.5").includes("sqrt"));
});

Deno.test("constant powers have JavaScript's special values", () => {
  for (const exponent of [0, 1, 2, 3, -1, -2, 0.5, 1.5, -0.5, -1.5, 2.5, 4, 7, -7]) {
    for (const fastmath of [false, ["afn"]] as const) {
      const kernel = parseKernel(
        `(a: number) => { let acc = 0; for (const i of prange(1)) { acc += 1 / (a + 0 * i) ** (${exponent}); } return acc; }`,
      );
      const fast = optimize(kernel, { target: "wgsl", fastmath });
      for (const x of [0, -0, Infinity, -Infinity, NaN, 2, -2, 0.1, 1e200, 1e-200]) {
        const [actual, expected] = [interpret(fast, [x]), interpret(kernel, [x])];
        const near = Math.abs(actual - expected) <= 4e-15 * Math.abs(expected);
        assert(near || Object.is(actual, expected), `${x} ** ${exponent}: 1 / ${actual} and not 1 / ${expected}`);
      }
    }
  }
});

Deno.test("common subexpressions are computed once, sums in either order", () => {
  assertEquals(bodyOf("(x + 1) * (1 + x)"), ["mul", "add", "add", "mul", "mul", "add"]);
});

Deno.test("sine and cosine of one argument share the reduction", () => {
  const [one, both] = [bodyOf("sin(x)"), bodyOf("sin(x) * cos(x)")];
  assert(both.length < 1.3 * one.length);
});

Deno.test("branches become selections inside loops, and stay outside of them", () => {
  const kernel = optimize(
    parseKernel(`(a: number, n: number) => {
      let acc = 0;
      for (const i of prange(n)) { if (i < a) acc += i; else acc += 2 * i; }
      if (a > 5) { acc = acc + 1; }
      return acc;
    }`),
    { target: "wasm", fastmath: false },
  );
  const body = instructionsOf(loopOf(kernel).body);
  assert(!body.some(({ kind }) => kind === "if"));
  assert(operationsOf(loopOf(kernel).body).includes("select"));
  assertEquals(kernel.body.instructions.filter(({ kind }) => kind === "if").length, 1);
  assertEquals(interpret(kernel, [6, 10]), 76);
});

Deno.test("what doesn't vary is computed before the loop", () => {
  const kernel = optimized("x * cos(a + 1)".replace("a + 1", "2 * pi / 7"));
  assertEquals(callsOf(loopOf(kernel).body), []);
  const invariant = optimize(
    parseKernel(`(a: number, n: number) => {
      let acc = 0;
      for (const i of prange(n)) { acc += i * Math.sin(a); }
      return acc;
    }`),
    { target: "wasm", fastmath: false },
  );
  assertEquals(operationsOf(loopOf(invariant).body), ["mul", "add"]);
  assertEquals(callsOf(invariant.body), ["sin"]);
});

Deno.test("fastmath divides by an invariant once, and multiplies by its reciprocal", () => {
  const source = `(width: number, n: number) => {
    let acc = 0;
    for (const i of prange(n)) { acc += 1 / (1 + i / width) + i / width; }
    return acc;
  }`;
  const divisions = (fastmath: boolean) => {
    const kernel = optimize(parseKernel(source), { target: "wasm", fastmath });
    const count = (names: string[]) => names.filter((name) => name === "div").length;
    return [count(operationsOf(loopOf(kernel).body)), count(operationsOf(kernel.body))];
  };
  assertEquals(divisions(false), [2, 0]);
  assertEquals(divisions(true), [1, 1]);
});

Deno.test("without fastmath nothing is contracted", () => {
  for (const expr of ["exp(x) + 2 * x", "tanh(x) * atan(x)", "pow(x, x)", "log(x) - 3 * x"]) {
    const loop = loopOf(optimized(expr));
    for (const region of [loop.body, ...(loop.fallback ? [loop.fallback] : [])]) {
      assert(!operationsOf(region).some((operation) => operation === "madd" || operation === "nmadd"), expr);
    }
    assertEquals(loop.strip?.entries.length ?? 0, 0);
  }
  assertEquals(bodyOf("2 * x + 1", true), ["madd", "madd", "add"]);
});

Deno.test("what is not used is removed, with the guards' own operations kept", () => {
  assertEquals(bodyOf("x > 1 ? x : x"), FRAME);
  const loop = loopOf(optimized("log(x**3)"));
  assertEquals(guardsOf(loop.body).length, 2);
  assert(operationsOf(loop.body).includes("ge"));
});

Deno.test("expanded loops have a fallback just where they have guards; it has none", () => {
  for (const expr of ["atan(x) + tanh(x)", "sqrt(x)", "round(x)"]) {
    const loop = loopOf(optimized(expr));
    assertEquals([guardsOf(loop.body).length, loop.fallback, callsOf(loop.body)], [0, undefined, []], expr);
  }
  for (const name of ["exp", "log", "sin"]) {
    const loop = loopOf(optimized(`${name}(x**3)`));
    assert(guardsOf(loop.body).length > 0 && loop.fallback, name);
    assertEquals([guardsOf(loop.fallback!).length, callsOf(loop.body), callsOf(loop.fallback!)], [0, [], [name]]);
  }
});

Deno.test("guards are stated once, and not where intervals prove them", () => {
  const guards = (expr: string) => guardsOf(loopOf(optimized(expr)).body).length;
  assertEquals(guards("sin(x**3) * cos(x**3)"), 1);
  assertEquals(guards("cos(cos(x**3) + 3 * sin(x**3))"), 1);
  assertEquals(guards("exp(atan(cos(x**3)))"), 1);
  assertEquals(guards("log(1.5 + tanh(sin(x**3)))"), 1);
  // Of the two guards against what is not positive and what is infinite, the first is needed.
  assertEquals(guards("log(sin(x**3))"), 2);
  // The argument may be NaN.
  assertEquals(guards("exp(atan(x**3))"), 1);
});

Deno.test("arguments outside of a guard take the fallback and come out right", () => {
  for (const [expr, from, to] of [["exp(x)", -760, 700], ["log(x)", 0, 1], ["cos(x)", 1e8, 1e9]] as const) {
    for (const fastmath of [false, true]) {
      const [actual, expected] = [optimized(expr, { fastmath }), optimized(expr, { target: "js" })]
        .map((kernel) => integral(kernel, from, to, 50));
      const near = Math.abs(actual - expected) <= 1e-13 * Math.abs(expected);
      assert(near || actual === expected, `${expr}: ${actual} and not ${expected}`);
    }
  }
});

Deno.test("wgsl keeps its calls", () => {
  const loop = loopOf(optimized("cos(x) * cos(x)", { target: "wgsl", fastmath: true }));
  assertEquals(callsOf(loop.body), ["cos"]);
  assertEquals(loop.fallback, undefined);
});
