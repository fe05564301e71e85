/** A kernel needs no module to reach another thread: `task(kernel)` is its text, compiled there. */
import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ProcessPoolExecutor, SequentialExecutor, task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import { delayed, Parallel } from "../../compute/joblib/mod.ts";
import { jit, prange } from "../../compute/mod.ts";
import { integrateAsync } from "../../compute/quadrature/mod.ts";
import { Thread } from "../../compute/threading/mod.ts";

export function apply(f: (x: number) => number, x: number): number {
  return f(x);
}

const integrate = jit((a: number, b: number, n: number) => {
  let acc = 0;
  const step = (b - a) / n;
  for (const i of prange(n)) acc += Math.cos(a + i * step) * step;
  return acc;
}, { fastmath: ["contract"] });
const square = jit({ kernel: "(x) => x * x" }, { signature: ["f64"] });

const EXECUTORS = {
  ThreadPoolExecutor: () => new ThreadPoolExecutor({ maxWorkers: 2 }),
  ProcessPoolExecutor: () => new ProcessPoolExecutor({ maxWorkers: 1 }),
  SequentialExecutor: () => new SequentialExecutor(),
};

for (const [name, create] of Object.entries(EXECUTORS)) {
  Deno.test(`${name}: a kernel is called by reference, and is an argument, with the same bits`, async () => {
    await using pool = create();
    assertEquals(await pool.submit(task(integrate), 0, 1, 1000), integrate(0, 1, 1000));
    assertEquals(await pool.submit(task(import.meta, apply), task(square), 9), 81);
    assertEquals(await Array.fromAsync(pool.map(task(square), [[1, 2, 3]])), [1, 4, 9]);
    await assertRejects(() => pool.submit(task(square), "x" as never).result(), TypeError);
    assertThrows(() => pool.submit(square as never, 3), TypeError, "write task(");
  });
}

Deno.test("a kernel is what a thread, Parallel and integrateAsync run", async () => {
  const errors: unknown[] = [];
  const excepthook = ({ error }: { error: unknown }) => errors.push(error);
  const thread = new Thread({ target: task(square), args: [3], excepthook });
  thread.start();
  await thread.joinAsync();
  assertEquals(errors, []);
  await using parallel = Parallel({ nJobs: 2 });
  assertEquals(await parallel([1, 2, 3].map((x) => delayed(task(square))(x))), [1, 4, 9]);
  assertAlmostEquals(await integrateAsync(task(square), 0, 3, { nJobs: 2, nIter: 1e5 }), 9, 1e-3);
  assertAlmostEquals(await integrateAsync(square, 0, 3, { nJobs: 2, nIter: 1e5 }), 9, 1e-3);
});
