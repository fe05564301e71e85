import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { type Column, type ShaderPrecision, tileLength, writeTiles } from "../../compute/codegen/wgsl/mod.ts";
import { interpret } from "../../compute/ir/mod.ts";
import { parseIntegrand, parseKernel } from "../../compute/lang/mod.ts";
import { mathFunctions } from "../../compute/math/mod.ts";
import { LoopRunner } from "../../compute/backends/webgpu/loop_runner.ts";
import type { LoopRequest } from "../../compute/codegen/target.ts";
import { adapterForTests, loopsOn, PRECISIONS, precisionTests, shadersOf, sharedSession } from "../gpu.ts";
import { holdAgainstReference } from "./conformance.ts";
import { rounded } from "../math/wgsl_evaluate.ts";
import { functionCase, languageCases } from "./conformance_cases.ts";
import { assertSnapshot } from "./snapshot.ts";

/** One element of `tiles`, read back: each start as the sum of its parts, and the count. */
function tileAt(column: Column, start: number, count: number, tile: number): { value: number; count: number } {
  const buffer = new ArrayBuffer(16);
  writeTiles(
    { start, count, length: tileLength(count), first: tile, tiles: 1 },
    { precision: "f32", columns: [column], indexWords: false },
    4,
    buffer,
  );
  const [high, low] = new Float32Array(buffer);
  return { value: high + low, count: new Uint32Array(buffer)[2] };
}

Deno.test("tiles cover a loop, each but the last alike", () => {
  for (const count of [1, 1000, 1e6, 123456789, 1e12]) {
    const length = tileLength(count);
    const tiles = Math.ceil(count / length);
    const countOf = (tile: number) => tileAt({ origin: 0, slope: 1 }, 0, count, tile).count;
    assertEquals(countOf(tiles - 1), count - (tiles - 1) * length);
    if (tiles > 1) [0, tiles - 2].forEach((tile) => assertEquals(countOf(tile), length));
    assert(length <= 2 ** 24, "an offset must fit an f32");
  }
});

Deno.test("a tile starts where the index is, however far that is", () => {
  const length = tileLength(1e12);
  const { value } = tileAt({ origin: 0.25, slope: 1e-3 }, 5, 1e12, 900_000);
  const exact = 0.25 + (5 + 900_000 * length) * 1e-3;
  assertAlmostEquals(value, exact, exact * 2 ** -47);
});

Deno.test("a start with a period keeps its remainder and its sign", () => {
  const column = { origin: -7e9, slope: 3, period: 10 };
  for (const start of [0, 12345, 2333300000, 2333333333, 4e9]) {
    const exact = -7e9 + start * 3;
    const { value } = tileAt(column, start, 100, 0);
    for (const k of [0, 1, 50, 99]) assertEquals((value + k * 3) % 10, (exact + k * 3) % 10, `at ${start} + ${k}`);
  }
});

const SNAPSHOTS = {
  integrate: parseIntegrand("cos(x)"),
  branches: parseKernel(`(a, b, n) => {
  const flip = a > b;
  let low = 0, high = 1;
  for (const i of prange(1, n)) {
    const x = a + (b - a) * i / n;
    if (x < 0.5 && !flip) {
      low += i % 3 === 0 ? x : 1;
    } else {
      low -= i < n / 2 ? x * x : 1 / x;
      high *= x;
    }
  }
  return flip ? low : high;
}`),
};

for (const [name, kernel] of Object.entries(SNAPSHOTS)) {
  Deno.test(`wgsl: the text of ${name}`, () => assertSnapshot(shadersOf(kernel).text, `${name}.wgsl`));
}

for (const precision of ["df64", "f64"] as const) {
  Deno.test(`wgsl: the text of integrate in ${precision}`, async () => {
    await assertSnapshot(shadersOf(SNAPSHOTS.integrate, precision).text, `integrate.${precision}.wgsl`);
  });
}

Deno.test("the text of several loops holds each", () => {
  const { text, loops } = shadersOf(parseKernel(
    `(n) => { let s = 0; for (const i of prange(n)) s += i; let t = 1; for (const i of prange(n)) t *= 1 + s / (i + 1); return t; }`,
  ));
  assertEquals(loops.map(({ reductions }) => reductions), [["sum"], ["product"]]);
  loops.forEach(({ source }) => assertStringIncludes(text, source));
});

Deno.test("code can be sent to another thread", () => {
  const code = shadersOf(parseKernel(
    `(a, n) => { let s = 0; for (const i of prange(n)) s += Math.sin(a * i) > 0 && i % 3 < 1 ? Math.exp(a) : i; return s; }`,
  ));
  assertEquals(structuredClone(code), code);
});

const testIn = await precisionTests(await adapterForTests());
const gpuTest = testIn("f32");
const session = sharedSession();

/**
 * A term's relative error, what division and square root may be off by and a function's 4 ULP; the unit roundoff; and the
 * smallest number that has all digits.
 */
const QUALITY: Readonly<Record<ShaderPrecision, { tolerance: number; roundoff: number; smallest: number }>> = {
  f32: { tolerance: 2 ** -20, roundoff: 2 ** -24, smallest: 2 ** -126 },
  df64: { tolerance: 2 ** -42, roundoff: 2 ** -46, smallest: 2 ** -100 },
  f64: { tolerance: 2 ** -49, roundoff: 2 ** -53, smallest: 2 ** -1022 },
};
const TOLERANCE = QUALITY.f32.tolerance;

/** Whether a precision holds an argument: what it can't hold it can't compute with. */
const fits = (x: number, precision: ShaderPrecision) =>
  Object.is(rounded(precision, x), x) && (x === 0 || !(Math.abs(x) < QUALITY[precision].smallest));

for (const precision of PRECISIONS) {
  const { tolerance, roundoff } = QUALITY[precision];
  for (const example of languageCases) {
    testIn(precision)(`wgsl, ${precision}: ${example.name}`, async (adapter) => {
      const kernel = parseKernel(example.kernel);
      const loaded = loopsOn(await session(adapter), shadersOf(kernel, precision));
      for (const args of example.args) await holdAgainstReference(kernel, loaded, args, tolerance, roundoff);
    });
  }
}

/** Ordinary arguments, where those of f64 leave the range of f32. */
const DOMAINS: Readonly<Record<string, readonly [number, number]>> = { exp: [-80, 80], expm1: [-30, 80] };

// Of random numbers f32 has the first 24 bits alone: wgsl_integers_test.ts holds these.
const isLarge = (x: number) => Number.isFinite(x) && Math.abs(x) > 3e38;

for (const precision of PRECISIONS) {
  const { tolerance, roundoff } = QUALITY[precision];
  for (const record of [...mathFunctions.values()].filter(({ name }) => name !== "random")) {
    const narrow = precision === "f64" ? undefined : DOMAINS[record.name];
    const example = functionCase({ ...record, domain: narrow ? [narrow] : record.domain });
    testIn(precision)(
      `wgsl, ${precision}: ${example.name}`,
      async (adapter) => {
        const kernel = parseKernel(example.kernel);
        const loaded = loopsOn(await session(adapter), shadersOf(kernel, precision));
        for (const args of example.args) {
          if (!args.every((x) => fits(x, precision))) continue;
          // What is too large for an f32 is infinite there.
          if (precision !== "f64" && isLarge(interpret(kernel, args))) continue;
          await holdAgainstReference(kernel, loaded, args, tolerance, roundoff);
        }
      },
    );
  }
}

gpuTest("wgsl: parity and comparisons are exact at indices that f32 can't tell apart", async (adapter) => {
  const kernel = parseKernel(`(from, to) => { let odd = 0, low = 0, last = 0;
    for (const i of prange(from, to)) {
      odd += i % 2 === 1 ? 1 : 0; low += i < from + 1000 ? 1 : 0; last += i === to - 1 ? 1 : 0;
    }
    return odd * 1e8 + low * 10 + last; }`);
  const loaded = loopsOn(await session(adapter), shadersOf(kernel));
  for (const from of [0, 2 ** 24 - 3, 2 ** 31 + 1, 10 ** 10]) {
    const steps = loaded.driver([from, from + 100_001]);
    const sums = await loaded.run(steps.next().value as LoopRequest);
    assertEquals([...sums], [from % 2 === 0 ? 50_000 : 50_001, 1000, 1]);
  }
});

gpuTest("wgsl: products may leave the range of f32 on their way", async (adapter) => {
  const kernel = parseKernel(
    "(x, n) => { let p = 1; for (const i of prange(n)) p *= i % 2 < 1 ? x : 4 / x; return p; }",
  );
  const loaded = loopsOn(await session(adapter), shadersOf(kernel));
  const request = loaded.driver([1e6, 400]).next().value as LoopRequest;
  const [product] = await loaded.run(request);
  assertAlmostEquals(product / 4 ** 200, 1, 1e-4);
});

const TOO_LARGE = { f64: 3e300, df64: Infinity, f32: Infinity };

for (const precision of PRECISIONS) {
  testIn(precision)(`wgsl, ${precision}: constants that have no literal`, async (adapter) => {
    const kernel = parseKernel(`(n) => { let s = 0, t = 0; for (const i of prange(n)) {
    s += i > 5 ? 1e300 : -0; t += i === 3 ? NaN : Math.min(i, 1e39); } return s + t; }`);
    const loaded = loopsOn(await session(adapter), shadersOf(kernel, precision));
    const [s, t] = await loaded.run(loaded.driver([9]).next().value as LoopRequest);
    assertEquals([s, t], [TOO_LARGE[precision], NaN]);
  });
}

gpuTest("wgsl: names that WGSL reserves", async (adapter) => {
  const kernel = parseKernel(`(vec2f, lanes_cos, n) => { let target = 0; for (const i of prange(n)) {
    const active = vec2f + i; const select = Math.sin(active) + lanes_cos; const tile = select * select; const half = tile + active;
    if (half > select) target += tile + half * select; } return target; }`);
  const loaded = loopsOn(await session(adapter), shadersOf(kernel));
  await holdAgainstReference(kernel, loaded, [0.5, 0.25, 100], TOLERANCE, 2 ** -24);
});

gpuTest("wgsl: the same bits, however a loop is cut into dispatches", async (adapter) => {
  const gpu = await session(adapter);
  const { loops } = shadersOf(parseIntegrand("sin(x) * exp(-x / 8)"));
  const run = { loop: loops[0], start: 0, count: 3_000_000, captures: [32 / 3_000_000, 0] };
  const values = new Set<number>();
  for (const most of [1, 7, 1000]) {
    const runner = await LoopRunner.create(gpu, run, most);
    while (runner.more) await runner.dispatch();
    values.add(runner.values()[0]);
  }
  assertEquals(values.size, 1);
});

gpuTest("wgsl: the same bits, however many tiles a workgroup reduces", async (adapter) => {
  const gpu = await session(adapter);
  const { next } = gpu.workgroups;
  for (const precision of gpu.offer.precisions) {
    const { loops } = shadersOf(parseIntegrand("sin(x) * exp(-x / 8)"), precision);
    const values = new Set<number>();
    for (const together of [1, 2, 4]) {
      gpu.workgroups.next = () => together;
      const runner = await LoopRunner.create(gpu, { loop: loops[0], start: 0, count: 300_001, captures: [1e-4, 0] });
      while (runner.more) await runner.dispatch();
      values.add(runner.values()[0]);
    }
    assertEquals(values.size, 1, precision);
  }
  gpu.workgroups.next = next;
});

gpuTest("wgsl: large arguments are computed as well as small ones", async (adapter) => {
  const kernel = parseKernel(
    "(a, n) => { let s = 0; for (const i of prange(n)) s += Math.cos(a * i) + Math.sin(i); return s; }",
  );
  const loaded = loopsOn(await session(adapter), shadersOf(kernel));
  const request = loaded.driver([65536, 40_000]).next().value as LoopRequest;
  const [sum] = await loaded.run(request);
  const exact = Array.from({ length: 40_000 }, (_, i) => Math.cos(65536 * i) + Math.sin(i)).reduce((x, y) => x + y);
  assertAlmostEquals(sum, exact, 1e-2);
});
