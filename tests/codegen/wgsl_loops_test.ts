import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { LANES, MOST_TURNS } from "../../compute/codegen/wgsl/mod.ts";
import { UnsupportedError } from "../../compute/errors.ts";
import { interpret } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { LoopRunner } from "../../compute/backends/webgpu/loop_runner.ts";
import { adapterForTests, PRECISIONS, precisionTests, runOn, shadersOf, sharedSession } from "../gpu.ts";
import { assertSnapshot } from "./snapshot.ts";

const testIn = await precisionTests(await adapterForTests());
const gpuTest = testIn("f32");
const session = sharedSession();

const generate = (text: string) => shadersOf(parseKernel(text));

const COLLATZ = `(n) => {
  let most = 0;
  for (const i of prange(1, n)) {
    let x = i;
    let steps = 0;
    while (x !== 1) {
      x = x % 2 === 0 ? x / 2 : 3 * x + 1;
      steps += 1;
    }
    most = Math.max(most, steps);
  }
  return most;
}`;

Deno.test("wgsl: the text of a loop inside of a loop", () => assertSnapshot(generate(COLLATZ).text, "collatz.wgsl"));

interface Example {
  readonly name: string;
  readonly kernel: string;
  readonly args: readonly (readonly number[])[];
  /** The largest error, relative to the value; 0 if absent. */
  readonly tolerance?: number;
}

const EXAMPLES: readonly Example[] = [
  { name: "the longest of Collatz's sequences", kernel: COLLATZ, args: [[1], [30], [3000]] },
  {
    name: "primes counted by trial division",
    kernel: `(n) => { let count = 0; for (const i of prange(2, n)) { let prime = true;
      for (let d = 2; d * d <= i; d++) { if (i % d === 0) { prime = false; break; } }
      if (prime) count += 1; } return count; }`,
    args: [[2], [1000], [20_000]],
  },
  {
    name: "the area of the Mandelbrot set",
    kernel: `(n) => { let inside = 0; for (const i of prange(n * n)) {
      const a = (i % n) / n * 3 - 2; const b = Math.floor(i / n) / n * 3 - 1.5; let x = 0; let y = 0; let k = 0;
      while (k < 100 && x * x + y * y < 4) { const t = x * x - y * y + a; y = 2 * x * y + b; x = t; k++; }
      if (k === 100) inside += 1; } return 9 * inside / (n * n); }`,
    args: [[64], [128]],
    tolerance: 0.01,
  },
  {
    name: "a truncated series of Bessel's function",
    kernel: `(n) => { let acc = 0; for (const i of prange(n)) { const x = 2 * i / n; let term = 1;
      for (let k = 1; k < 12; k++) { acc += term; term *= -(x * x) / (4 * k * k); } } return acc / n; }`,
    args: [[1], [1000]],
    tolerance: 1e-6,
  },
  {
    name: "Lyapunov's exponent of the logistic map",
    kernel: `(n) => { let acc = 0; for (const i of prange(n)) { let x = (i + 0.5) / n; let sum = 0;
      for (let k = 0; k < 50; k++) { x = 4 * x * (1 - x); sum += Math.log(Math.abs(4 - 8 * x) + 1e-9) / 50; }
      acc += sum; } return acc / n; }`,
    args: [[5000]],
    tolerance: 0.02,
  },
  {
    name: "pi by Monte Carlo, hashes for random numbers",
    kernel: `(n) => { let inside = 0; for (const i of prange(n)) { let h = i; let x = 0;
      for (let k = 0; k < 2; k++) { x = h; h = imul(h ^ (h >>> 16), 0x45d9f3b); h = imul(h ^ (h >>> 16), 0x45d9f3b); h ^= h >>> 16; }
      const a = (x >>> 8) / 16777216; const b = (h >>> 8) / 16777216;
      if (a * a + b * b < 1) inside += 1; } return 4 * inside / n; }`,
    args: [[100_000]],
    tolerance: 1e-4,
  },
  {
    name: "nested loops, one that ends early",
    kernel: `(n, m) => { let acc = 0; let product = 1; for (const i of prange(n)) {
      for (let j = 0; j < m; j++) { let k = j; do { k++; if (k % 5 === 2) continue; acc += i % 7 + k; } while (k < 6); if (j === i % 4) break; }
      let j = 3; while (j > 0) { j -= 1; product *= 1 + j / 4096; } } return acc + product; }`,
    args: [[0, 3], [100, 0], [300, 9]],
    tolerance: 1e-5,
  },
  {
    name: "values that swap places",
    kernel: `(n) => { let acc = 0; for (const i of prange(n)) { let a = i; let b = 1; let flip = false;
      for (let k = 0; k < 4 + i % 3; k++) { const t = a; a = b + 1; b = t; flip = !flip; }
      acc += flip ? a : b * 2; } return acc; }`,
    args: [[50]],
  },
  {
    name: "minima and maxima, within branches and loops",
    kernel: `(n) => { let low = Infinity; let high = -5; for (const i of prange(n)) {
      for (let k = 0; k < 3; k++) { const x = (i * 37 + k * 11) % 101; if (x > 50) high = Math.max(high, x); else low = Math.min(low, x - 7); } }
      return low * 1000 + high; }`,
    args: [[0], [1], [70], [5000]],
  },
  {
    name: "minima of nothing and of what is no number",
    kernel:
      `(n, a) => { let low = Infinity; for (const i of prange(n)) low = Math.min(low, i === 77 ? a : i); return low; }`,
    args: [[0, 1], [100, -3], [100, NaN], [100, -Infinity], [3000, NaN]],
  },
];

for (const precision of PRECISIONS) {
  for (const { name, kernel: text, args, tolerance = 0 } of EXAMPLES) {
    testIn(precision)(`wgsl, ${precision}: ${name}`, async (adapter) => {
      const kernel = parseKernel(text);
      const run = runOn(await session(adapter), kernel, precision);
      for (const some of args) {
        const expected = interpret(kernel, some);
        const actual = await run(some);
        const same = Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance * Math.abs(expected);
        assert(same, `on ${some}: ${actual} and not ${expected}`);
      }
    });
  }
}

gpuTest("wgsl: a tile whose iterations take too many turns together is run in parts", async (adapter) => {
  const kernel = parseKernel(`(n) => { let acc = 0; for (const i of prange(n)) { let k = 0;
    while (k < 20 * i) k++; acc += k; } return acc; }`);
  assertEquals(await runOn(await session(adapter), kernel)([3000]), 20 * 3000 * 2999 / 2);
});

gpuTest("wgsl: the same bits, however a loop with uneven iterations is cut into dispatches", async (adapter) => {
  const gpu = await session(adapter);
  const { loops } = generate(`(n) => { let acc = 0; for (const i of prange(n)) { let k = 0;
    while (k < i * (i % 3 === 0 ? 5 : 0)) { k++; acc += 1 / k; } } return acc; }`);
  const run = { loop: loops[0], start: 0, count: 12_000, captures: [] };
  const values = new Set<number>();
  for (const most of [1, 3, 1000]) {
    const runner = await LoopRunner.create(gpu, run, most);
    while (runner.more) await runner.dispatch();
    assertEquals(runner.progress, 1);
    values.add(runner.values()[0]);
  }
  assertEquals(values.size, 1);
  const harmonic = (n: number) => n === 0 ? 0 : Math.log(n) + 0.5772156649 + 1 / (2 * n) - 1 / (12 * n * n);
  const exact = Array.from({ length: 4000 }, (_, k) => harmonic(15 * k)).reduce((x, y) => x + y);
  assertAlmostEquals([...values][0] / exact, 1, 1e-4);
});

gpuTest("wgsl: a loop that doesn't end is reported, and soon", async (adapter) => {
  assert(LANES < MOST_TURNS);
  const gpu = await session(adapter);
  for (
    const body of [
      "while (x >= 0) x += 1;",
      "while (x >= 0) { let k = 0; while (k < 10) k++; x += k; }",
      "do { x = x * 0.5 + 1; } while (x >= 0);",
    ]
  ) {
    const kernel = parseKernel(
      `(n) => { let acc = 0; for (const i of prange(n)) { let x = i; ${body} acc += x; } return acc; }`,
    );
    await assertRejects(() => runOn(gpu, kernel)([1e9]), UnsupportedError, "turns of the loops inside");
  }
});
