import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  closeBackends,
  createBackends,
  erf,
  erfc,
  integrate,
  jit,
  KernelSyntaxError,
  prange,
  UnsupportedError,
} from "../../compute/mod.ts";
import { kernelArguments, kernelSources } from "../generators.ts";

/** Far more than the targets may differ on sums of some thousand terms near 1. */
const CLOSE = 1e-11;

function lecture(a: number, b: number, n: number): number {
  let acc = 0;
  const step = (b - a) / n;
  for (const i of prange(n)) {
    acc += Math.cos(a + i * step) * step;
  }
  return acc;
}

Deno.test("a function is compiled from its own text, and means the same", () => {
  const kernel = jit(lecture);
  assertEquals(lecture(0, Math.PI / 2, 1000), 1.0007851925466296);
  assertAlmostEquals(kernel(0, Math.PI / 2, 1000), 1.0007851925466296, CLOSE);
  assertEquals(kernel.name, "lecture");
  assertEquals(kernel.parameters, ["a", "b", "n"]);
});

Deno.test("functions of every spelling can be kernels", () => {
  const object = {
    method(x: number) {
      return x + 1;
    },
    arrow: (x: number) => x + 1,
    expression: function (x: number) {
      return x + 1;
    },
  };
  for (const written of Object.values(object)) assertEquals(jit(written)(2), 3);
  assertEquals(jit("(x: number) => x + 1")(2), 3);
  assertEquals(jit({ kernel: "const one = 1; export default (x) => x + one" })(2), 3);
  assertAlmostEquals(jit({ expr: "x" })(0, 1, 1000), 0.4995, CLOSE);
});

Deno.test("kernels call erf as plain functions do, and it is integrated by name", () => {
  const phi = (x: number) => erfc(-x / Math.SQRT2) / 2;
  assertEquals(jit(phi)(1.5), phi(1.5));
  // The integral of erf from 0 to 1, 20 digits from mpmath.
  assertAlmostEquals(integrate(erf, 0, 1, { n: 100_000 }), 0.48606495811225593406, 1e-5);
});

Deno.test("a function that is no kernel is refused when it is jitted", () => {
  const scale = 2;
  const error = assertThrows(() => jit((x: number) => x * scale), KernelSyntaxError);
  assertEquals(error.diagnostic.message, "there is no 'scale' here");
  assertThrows(() => jit(Math.cos), KernelSyntaxError, "has no source text");
  assertThrows(() => jit((x: number) => Math.cos.call(null, x)), KernelSyntaxError);
});

Deno.test("a call's arguments are counted and must be numbers", async () => {
  const kernel = jit(lecture);
  const loose = kernel as unknown as (...args: unknown[]) => number;
  assertThrows(() => loose(0, 1), TypeError, "lecture takes 3 (a, b, n), not 2");
  assertThrows(() => loose(0, 1, 2, 3), TypeError, "lecture takes 3 (a, b, n), not 4");
  assertThrows(() => loose(0, "1", 2), TypeError, "its argument b is of type string");
  assertThrows(() => loose(0, 1, 10n), TypeError, "its argument n is of type bigint");
  const none = jit(() => 1) as unknown as (...args: unknown[]) => number;
  assertThrows(() => none(1), TypeError, "kernel takes no arguments, not 1");
  await assertRejects(() => kernel.run([0, 1] as unknown as [number, number, number]), TypeError, "not 2");
});

Deno.test("a call's bounds must be integers", () => {
  const kernel = jit(lecture);
  assertThrows(() => kernel(0, 1, 1.5), RangeError, "prange needs integer bounds");
  assertEquals(kernel(0, 1, 0), 0);
  assert(Number.isNaN(kernel(NaN, 1, 10)));
});

Deno.test("fastmath changes no more than the last digits", () => {
  assertAlmostEquals(jit(lecture, { fastmath: true })(0, 1, 10_000), jit(lecture)(0, 1, 10_000), CLOSE);
});

Deno.test("a run gives the call's bits, on each backend of the same target", async () => {
  const backends = createBackends();
  await using kernel = jit(lecture, { parallel: true, jobs: 2, backends });
  const value = kernel(0, 1, 300_000);
  assertEquals(await kernel.run([0, 1, 300_000]), value);
  assertEquals(await kernel.run([0, 1, 300_000], { backend: "wasm" }), value);
  assertEquals(await kernel.run([0, 1, 300_000], { backend: "wasm-threads", jobs: 1 }), value);
  assertAlmostEquals(await kernel.run([0, 1, 300_000], { backend: "serial" }), value, CLOSE);
  await kernel.warmUp();
  assertEquals(kernel(0, 1, 300_000), value);
  await Promise.all(backends.map((backend) => backend.close()));
});

Deno.test("runs at the same time don't disturb each other, nor calls meanwhile", async () => {
  const backends = createBackends();
  await using kernel = jit(lecture, { parallel: true, jobs: 2, backends });
  await kernel.warmUp();
  const runs = [1, 2, 3].map((b) => kernel.run([0, b, 2_000_000]));
  assertAlmostEquals(kernel(0, 1, 1000), lecture(0, 1, 1000), CLOSE);
  const values = await Promise.all(runs);
  values.forEach((value, k) => assertAlmostEquals(value, Math.sin(k + 1), 1e-5));
  await Promise.all(backends.map((backend) => backend.close()));
});

Deno.test("a run reports its progress, and can be cancelled", async () => {
  const backends = createBackends();
  await using kernel = jit(lecture, { backends });
  const fractions: number[] = [];
  await kernel.run([0, 1, 50_000_000], { onProgress: (fraction) => fractions.push(fraction) });
  assertEquals(fractions.at(-1), 1);
  assertEquals(fractions, fractions.toSorted((x, y) => x - y));
  const abort = new AbortController();
  const cancelled = kernel.run([0, 1, 1e12], { signal: abort.signal, onProgress: () => abort.abort() });
  await assertRejects(() => cancelled, DOMException);
  await assertRejects(() => kernel.run([0, 1, 10], { signal: AbortSignal.abort() }), DOMException);
  await Promise.all(backends.map((backend) => backend.close()));
});

Deno.test("an unknown backend, and a precision that it lacks, are refused", async () => {
  const kernel = jit(lecture);
  await assertRejects(
    () => kernel.run([0, 1, 10], { backend: "gpu" }),
    RangeError,
    "there is no backend gpu: there are",
  );
  await assertRejects(() => kernel.run([0, 1, 10], { backend: "wasm", precision: "f32" }), UnsupportedError);
  await assertRejects(() => kernel.run([0, 1, 10], { backend: "wasm-threads", jobs: 0 }), RangeError);
});

Deno.test("where the best backend isn't available the next best runs, and none is an error", async () => {
  const wasm = createBackends().filter(({ name }) => name === "wasm");
  await using single = jit(lecture, { parallel: true, backends: wasm });
  assertAlmostEquals(await single.run([0, 1, 1000]), lecture(0, 1, 1000), CLOSE);
  await using none = jit(lecture, { backends: [] });
  await assertRejects(() => none.run([0, 1, 10]), UnsupportedError);
});

Deno.test("a kernel runs again after the shared backends were closed", async () => {
  const kernel = jit(lecture, { parallel: true, jobs: 2 });
  await kernel.warmUp();
  const value = kernel(0, 1, 300_000);
  await closeBackends();
  assertEquals(kernel(0, 1, 300_000), value);
  assertEquals(await kernel.run([0, 1, 300_000]), value);
  await closeBackends();
});

Deno.test("a kernel can be looked into", () => {
  const { ir, js, wat, wgsl } = jit(lecture).inspect();
  assert(ir.startsWith("kernel lecture(a, b, n) {"));
  assert(js.includes("Math.cos("));
  assert(wat.startsWith("(module"));
  assert(wgsl.includes("@compute"));
});

Deno.test("any kernel, called, gives what it gives on wasm", async () => {
  const [wasm] = createBackends().filter(({ name }) => name === "wasm");
  await fc.assert(
    fc.asyncProperty(kernelSources(), kernelArguments(), async (source, args) => {
      await using kernel = jit(source, { backends: [wasm] });
      assertEquals(await kernel.run(args), kernel(...args));
    }),
    { numRuns: 30 },
  );
});

Deno.test("prange yields indices in order, and refuses what kernels refuse", () => {
  assertEquals([...prange(3)], [0, 1, 2]);
  assertEquals([...prange(-1, 2)], [-1, 0, 1]);
  assertEquals([...prange(2, -1)], []);
  assertThrows(() => [...prange(0.5)], RangeError, "prange needs integer bounds");
});

Deno.test("integrate takes expressions, functions and Math's own functions", () => {
  const options = { n: 1000 };
  const value = integrate("cos(x)", 0, Math.PI / 2, options);
  assertAlmostEquals(value, 1.0007851925466296, CLOSE);
  assertEquals(integrate((x) => Math.cos(x), 0, Math.PI / 2, options), value);
  assertEquals(integrate(Math.cos, 0, Math.PI / 2, options), value);
  assertEquals(integrate("cos(x)", 0, Math.PI / 2, options), value);
  assertAlmostEquals(integrate("cos(x)", 0, Math.PI / 2, { ...options, fastmath: true }), value, CLOSE);
  assertAlmostEquals(integrate("x", 1, 0), -0.5, 1e-5);
});

Deno.test("integrate refuses bounds and counts that make no sense", () => {
  assertThrows(() => integrate("x", 0, Infinity), RangeError, "the range must be finite: b is Infinity");
  assertThrows(() => integrate("x", NaN, 1), RangeError, "a is NaN");
  for (const n of [0, -1, 1.5, NaN, 2 ** 54]) {
    assertThrows(() => integrate("x", 0, 1, { n }), RangeError, "n must be an integer from 1 to 2^53");
  }
  assertThrows(() => integrate("y", 0, 1), KernelSyntaxError, "there is no 'y' here");
});

Deno.test("integrate takes more functions than it keeps compiled", () => {
  for (let k = 0; k < 100; k++) assertAlmostEquals(integrate(`x * ${k}`, 0, 1, { n: 10_000 }), k / 2, 0.01 * (k + 1));
});
