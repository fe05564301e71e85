import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { type Column, tileLength, wgslTarget, writeTiles } from "../../compute/codegen/wgsl/mod.ts";
import { parseIntegrand, parseKernel } from "../../compute/lang/mod.ts";
import { mathFunctions } from "../../compute/math/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { adapterForTests, gpuTests, loopsOn, sharedSession } from "../gpu.ts";
import { holdAgainstReference } from "./conformance.ts";
import { functionCase, languageCases } from "./conformance_cases.ts";
import type { Kernel } from "../../compute/ir/mod.ts";

const generate = (kernel: Kernel) =>
  wgslTarget.generate(optimize(kernel, { target: "wgsl", fastmath: false }), { fastmath: false });

/** One element of `tiles`, read back: each start as the sum of its parts, and the count. */
function tileAt(column: Column, start: number, count: number, tile: number): { value: number; count: number } {
  const buffer = new ArrayBuffer(16);
  writeTiles({ start, count, first: tile, tiles: 1 }, [column], 4, buffer);
  const [high, low] = new Float32Array(buffer);
  return { value: high + low, count: new Uint32Array(buffer)[2] };
}

Deno.test("tiles cover a loop, each but the last alike", () => {
  for (const count of [1, 1000, 1e6, 123456789, 1e12]) {
    const length = tileLength(count);
    const tiles = Math.ceil(count / length);
    const counts = [0, tiles - 2, tiles - 1].filter((tile) => tile >= 0).map((tile) =>
      tileAt({ origin: 0, slope: 1 }, 0, count, tile).count
    );
    assertEquals(counts.at(-1), count - (tiles - 1) * length);
    counts.slice(0, -1).forEach((each) => assertEquals(each, length));
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

Deno.test("the shader of an integrand reads like the kernel", () => {
  const { text, loops } = generate(parseIntegrand("cos(x)"));
  assertEquals(loops.length, 1);
  assertEquals(loops[0].source, text);
  assertStringIncludes(
    text,
    `  let x = position(tile.x, parameters.x_step, offset);
  let result = lanes_cos(x);
`,
  );
  assertStringIncludes(text, "fn lanes_cos(x: f32) -> f32 {");
});

Deno.test("the text of several loops holds each", () => {
  const { text, loops } = generate(parseKernel(
    `(n) => { let s = 0; for (const i of prange(n)) s += i; let t = 1; for (const i of prange(n)) t *= 1 + s / (i + 1); return t; }`,
  ));
  assertEquals(loops.map(({ reductions }) => reductions), [["sum"], ["product"]]);
  loops.forEach(({ source }) => assertStringIncludes(text, source));
});

Deno.test("code can be sent to another thread", () => {
  const code = generate(parseKernel(
    `(a, n) => { let s = 0; for (const i of prange(n)) s += Math.sin(a * i) > 0 && i % 3 < 1 ? Math.exp(a) : i; return s; }`,
  ));
  assertEquals(structuredClone(code), code);
});

const found = await adapterForTests();
const gpuTest = gpuTests(found);
const session = sharedSession();

/** A term's relative error: what WGSL's division and square root may be off by, and a function's 4 ULP. */
const TOLERANCE = 2 ** -20;

/** Whether f32 holds an argument: what it can't hold it can't compute with. */
const fits = (x: number) => Object.is(Math.fround(x), x) && (x === 0 || !(Math.abs(x) < 2 ** -126));

for (const example of languageCases) {
  gpuTest(`wgsl: ${example.name}`, async (adapter) => {
    const kernel = parseKernel(example.kernel);
    const loaded = loopsOn(await session(adapter), generate(kernel));
    for (const args of example.args) await holdAgainstReference(kernel, loaded, args, TOLERANCE, 2 ** -24);
  });
}

for (const record of mathFunctions.values()) {
  const example = functionCase(record);
  gpuTest(`wgsl: ${example.name}`, async (adapter) => {
    const kernel = parseKernel(example.kernel);
    const loaded = loopsOn(await session(adapter), generate(kernel));
    for (const args of example.args.filter((args) => args.every(fits))) {
      await holdAgainstReference(kernel, loaded, args, TOLERANCE, 2 ** -24);
    }
  });
}
