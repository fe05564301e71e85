import { assert, assertEquals } from "@std/assert";
import { instantiateDriver, instantiateJs, jsTarget } from "../../../compute/codegen/js/mod.ts";
import type { LoopRequest, LoopRunner } from "../../../compute/codegen/target.ts";
import { compileWasm, instantiateWasm, wasmTarget } from "../../../compute/codegen/wasm/mod.ts";
import { IDENTITY, type Kernel } from "../../../compute/ir/mod.ts";
import { parseKernel } from "../../../compute/lang/mod.ts";
import { optimize } from "../../../compute/optimize/mod.ts";

/** A kernel's first loop, to be run from any index on. */
interface Loop {
  readonly runner: LoopRunner;
  readonly captures: readonly number[];
}

function capturesOf(driver: string, args: readonly number[]): readonly number[] {
  return (instantiateDriver(driver)(args).next().value as LoopRequest).captures;
}

function wasmLoop(kernel: Kernel, args: readonly number[]): Loop {
  const code = wasmTarget.generate(optimize(kernel, { target: "wasm", fastmath: true }), { fastmath: true });
  assert(code.loops[0].near, kernel.source);
  const runner = instantiateWasm(compileWasm(code), code);
  return { runner, captures: capturesOf(code.driver, args) };
}

function jsLoop(kernel: Kernel, args: readonly number[]): Loop {
  const { driver, loops } = jsTarget.generate(kernel, { fastmath: false });
  return { runner: instantiateJs(loops), captures: capturesOf(driver, args) };
}

function run({ runner, captures }: Loop, first: number, count: number, identities: readonly number[]): number[] {
  const accumulators = Float64Array.from(identities);
  runner.bind(0, captures);
  runner.run(0, first, count, accumulators, 0);
  return [...accumulators];
}

/** Sums an integrand's values at from + i * h; h and where to start are arguments. */
const sumOf = (expr: string) =>
  parseKernel(`(from: number, h: number, n: number) => {
    let sum = 0;
    for (const i of prange(n)) { const x = from + i * h; sum += ${expr}; }
    return sum;
  }`);

const COUNTS = [0, 1, 2, 7, 8, 127, 128, 129, 250, 1000, 8195, 16384, 16389, 40001];

const CASES = [
  { expr: "1/(1 + x*x)", from: 0, h: 1e-6, why: "all strips" },
  { expr: "exp(-x*x)/(2 + sin(3*x))", from: 0, h: 1e-6, why: "all strips, with tables" },
  { expr: "sqrt(x)", from: 0, h: 1e-6, why: "all strips but the first" },
  { expr: "tanh(x)", from: -0.003, h: 1e-6, why: "all strips but those about a zero" },
  { expr: "sqrt(abs(x - 0.0021) + 1e-4)", from: 0, h: 1e-6, why: "no strips about a kink" },
  { expr: "cos(x*x) + exp(x*x/1e9)", from: 0, h: 0.3, why: "no strips after the first few" },
  { expr: "log(1 + x)", from: 0, h: 1, why: "no strip at first" },
];

for (const { expr, from, h, why } of CASES) {
  Deno.test(`runs of any length add up to what plain JavaScript gives: ${why} of ${expr}`, () => {
    const kernel = sumOf(expr);
    const args = [from, h, 1e6];
    const [wasm, js, sizes] = [
      wasmLoop(kernel, args),
      jsLoop(kernel, args),
      jsLoop(sumOf(`abs(${expr})`), args),
    ];
    for (const first of [0, 1024, 5 * 1024]) {
      for (const count of COUNTS) {
        const [expected] = run(js, first, count, [0]);
        const [size] = run(sizes, first, count, [0]);
        const [value] = run(wasm, first, count, [0]);
        // The serial sum rounds once a term.
        const allowed = (16 + count / 20) * 2 ** -53 * size;
        assert(Math.abs(value - expected) <= allowed, `${count} from ${first}: ${value} and not ${expected}`);
        assertEquals(run(wasm, first, count, [0]), [value], "the second time");
      }
    }
  });
}

Deno.test("loops with several reductions, products too, have near bodies", () => {
  const kernel = parseKernel(`(from: number, h: number, n: number) => {
    let sum = 0, product = 1, twice = 3;
    for (const i of prange(n)) {
      const x = from + i * h;
      sum += exp(x * x);
      product *= 1 + (log(2 + x) - 0.7) / 1e3;
      twice -= 1 / (3 + x);
    }
    return sum + product + twice;
  }`);
  const args = [0.1, 1e-5, 1e4];
  const identities = [IDENTITY.sum, IDENTITY.product, IDENTITY.sum];
  const [wasm, js] = [wasmLoop(kernel, args), jsLoop(kernel, args)];
  for (const count of COUNTS) {
    const [expected, values] = [run(js, 0, count, identities), run(wasm, 0, count, identities)];
    values.forEach((value, r) => {
      const allowed = 1e-15 * Math.max(1, count / 100) * Math.abs(expected[r]);
      assert(Math.abs(value - expected[r]) <= allowed, `${count}, reduction ${r}: ${value} and not ${expected[r]}`);
    });
  }
});
