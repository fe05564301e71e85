import { assert, assertEquals } from "@std/assert";
import { instantiateDriver } from "../../../compute/codegen/js/mod.ts";
import type { LoopRequest } from "../../../compute/codegen/target.ts";
import { generateCode } from "../../../compute/codegen/wasm/generate.ts";
import { compileWasm, instantiateWasm, type WasmCode } from "../../../compute/codegen/wasm/mod.ts";
import { parseKernel } from "../../../compute/lang/mod.ts";
import { optimize } from "../../../compute/optimize/mod.ts";

function codeOf(source: string, fastmath = true): WasmCode {
  return generateCode(optimize(parseKernel(source), { target: "wasm", fastmath }), { relaxed: false });
}

/** A kernel of one loop and one reduction, which it returns, as a function. */
function loaded(code: WasmCode): (...args: number[]) => number {
  const runner = instantiateWasm(compileWasm(code), code);
  const driver = instantiateDriver(code.driver);
  return (...args) => {
    const steps = driver(args);
    const { loop, start, count, captures, initial } = steps.next().value as LoopRequest;
    const accumulators = Float64Array.from(initial);
    runner.bind(loop, captures);
    runner.run(loop, start, count, accumulators, 0);
    return steps.next([...accumulators]).value as number;
  };
}

/** The value of an expression in x = a + i h at i = k, of n iterations. */
const sampleOf = (expr: string) =>
  loaded(codeOf(`(a: number, h: number, k: number, n: number) => {
    let most = -Infinity;
    for (const i of prange(n)) {
      const x = a + i * h;
      most = Math.max(most, i === k ? ${expr} : -Infinity);
    }
    return most;
  }`));

Deno.test("sine and cosine of one argument are one call, whatever their order", () => {
  const { text } = codeOf(`(a: number, h: number, n: number) => {
    let sum = 0;
    for (const i of prange(n)) sum += Math.sin(a + i * h) * Math.cos(a + i * h + 1) + Math.sin(a + i * h + 1);
    return sum;
  }`);
  const called = new Set([...text.matchAll(/call \$(\w+)/g)].map(([, name]) => name));
  assertEquals([...called].filter((name) => /cos|sin/.test(name)).sort(), ["cos_sin", "total_cos_sin"]);
});

Deno.test("functions in strips are valid everywhere: no fallback is needed where arguments are huge", () => {
  const code = codeOf(`(a: number, h: number, n: number) => {
    let sum = 0;
    for (const i of prange(n)) sum += Math.cos(a + i * h);
    return sum;
  }`);
  assert(!code.text.includes("$again"));
  for (const x of [1e10, 1e22, -1e300]) {
    const cosine = loaded(code)(x, 0, 1);
    assert(Math.abs(cosine - Math.cos(x)) <= 4e-16, `cos(${x}) is ${cosine} and not ${Math.cos(x)}`);
  }
  assertEquals(loaded(code)(Infinity, 0, 3), NaN);
});

Deno.test("tables by sums of entries: sin and cos are right to 5e-16, exp and powers to 4 ULP", () => {
  const rounding = 2 ** -53;
  for (
    const [expr, exact, relative] of [
      ["Math.cos(x)", Math.cos, false],
      ["Math.sin(x)", Math.sin, false],
      ["Math.exp(x)", Math.exp, true],
      ["1.5 ** x", (x: number) => 1.5 ** x, true],
      // More tables, in strips of 256.
      ["Math.cos(x) + 0 * (Math.cos(2*x) * Math.cos(3*x) * Math.cos(4*x) * Math.cos(5*x))", Math.cos, false],
    ] as const
  ) {
    const sample = sampleOf(expr);
    for (const [h, n] of [[0.001, 1000], [0.0001, 20_000], [0.3, 40], [-0.01, 130]]) {
      for (const k of [0, 1, 15, 16, 17, 31, 33, 127, 128, 255, 1023, 1024, n - 1].filter((k) => k < n)) {
        const x = 0.3 + k * h;
        const [actual, expected] = [sample(0.3, h, k, n), exact(x)];
        // Besides, what rounding does to arguments.
        const allowed = (relative ? 8 * rounding * Math.abs(expected) : 5e-16) + 4 * rounding * (k * Math.abs(h)) *
            (relative ? Math.abs(expected) : 1);
        assert(Math.abs(actual - expected) <= allowed, `${expr} at ${x}: ${actual} and not ${expected}`);
      }
    }
  }
});

Deno.test("where an exponential's table overflows the fallback serves", () => {
  const sample = sampleOf("Math.exp(x)");
  // e^-700 to e^708 within one strip of 128, so that the table goes up to e^1408.
  for (const k of [0, 1, 20, 60, 63]) {
    const [actual, expected] = [sample(-700, 22, k, 65), Math.exp(-700 + 22 * k)];
    assert(Math.abs(actual - expected) <= 1e-15 * expected, `${k}: ${actual} and not ${expected}`);
  }
});
