import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Executor,
  ProcessPoolExecutor,
  SequentialExecutor,
  task,
  ThreadPoolExecutor,
} from "../../compute/futures/mod.ts";
import { integrate, integrateAsync } from "../../compute/quadrature/mod.ts";
import * as integrands from "./integrands.ts";

const MODULE = new URL("./integrands.ts", import.meta.url);
const square = task(MODULE, integrands.square);
const HALF_PI = Math.PI / 2;

Deno.test("integrate has the lecture's digits", () => {
  assertEquals(integrate(Math.cos, 0, HALF_PI), 1.0007851925466296);
  assertEquals(integrate(Math.cos, 0, HALF_PI, { nIter: 1000 }), 1.0007851925466296);
});

Deno.test("integrate of whatever function, in both directions", () => {
  assertAlmostEquals(integrate((x) => 3 * x * x, 0, 2, { nIter: 1e6 }), 8, 1e-4);
  assertAlmostEquals(integrate(Math.exp, 1, 0, { nIter: 1e6 }), 1 - Math.E, 1e-5);
  assertEquals(integrate(() => 1, 0, 1, { nIter: 1 }), 1);
  for (const nIter of [0, -1, 1.5, NaN]) assertThrows(() => integrate(Math.cos, 0, 1, { nIter }), RangeError, "nIter");
});

const EXECUTORS: readonly [string, () => Executor | undefined][] = [
  ["threads of its own", () => undefined],
  ["ThreadPoolExecutor", () => new ThreadPoolExecutor({ maxWorkers: 2 })],
  ["ProcessPoolExecutor", () => new ProcessPoolExecutor({ maxWorkers: 2 })],
  ["SequentialExecutor", () => new SequentialExecutor()],
];

for (const [name, open] of EXECUTORS) {
  Deno.test(`integrateAsync on ${name}: the lecture's cutting, and its digits`, async () => {
    const executor = open();
    const parts = (nJobs: number, nIter: number) => integrateAsync(Math.cos, 0, HALF_PI, { nJobs, nIter, executor });
    assertEquals(await parts(1, 1000), 1.0007851925466296);
    assertEquals(await parts(2, 1000), 1.0007851925466305);
    // A sample is lost where the number can't be divided.
    assertEquals(await parts(3, 1000), 1.0007859783191275);
    assertEquals(await parts(2, 1_000_000), 1.0000007853979973);
    assertAlmostEquals(await integrateAsync(square, 0, 3, { nJobs: 2, nIter: 1e5, executor }), 9, 1e-3);
    await executor?.shutdown();
  });

  Deno.test(`integrateAsync on ${name}: an error of the function is thrown`, async () => {
    const executor = open();
    const fails = task(MODULE, integrands.fails);
    await assertRejects(() => integrateAsync(fails, 1, 2, { nJobs: 2, executor }), RangeError, "not at 1");
    await executor?.shutdown();
  });
}

Deno.test("integrateAsync refuses what has no meaning, and says how functions are given", async () => {
  await assertRejects(() => integrateAsync(Math.cos, 0, 1, { nJobs: 0 }), RangeError, "nJobs is 0");
  await assertRejects(
    () => integrateAsync(Math.cos, 0, 1, { nJobs: 4, nIter: 3 }),
    RangeError,
    "nIter is 3, for 4 jobs",
  );
  await assertRejects(() => integrateAsync((x) => x, 0, 1), TypeError, "task(import.meta, f)");
});

Deno.test("integrateAsync ends at its signal, though the function never does", async () => {
  await using executor = new ProcessPoolExecutor({ maxWorkers: 1, modules: [MODULE.href] });
  const controller = new AbortController();
  const never = task(MODULE, integrands.never);
  const { signal } = controller;
  const result = integrateAsync(never, 0, 1, { nJobs: 1, executor, signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => result, Error, "enough");
  executor.kill();
});
