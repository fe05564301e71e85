/** What the browser's test runs on the page's own thread, which may not block. */
import { asCompleted, type Future, task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import { delayed, Parallel } from "../../compute/joblib/mod.ts";
import { integrateAsync } from "../../compute/quadrature/mod.ts";
import { timeit } from "../../compute/timeit/mod.ts";
import type * as tasks from "./tasks.ts";

/** @returns What was found, for the test to compare. */
export async function runInPage(): Promise<unknown> {
  const module = new URL("./tasks.js", location.href);
  const add = task<typeof tasks.add>(module, "add");
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  const sum = await pool.submit(add, 20, 22);
  const sums: number[] = [];
  for await (const value of pool.map(add, [[1, 2, 3], [10, 20, 30]], { bufferSize: 2 })) sums.push(value);
  const error = await pool.submit(task<typeof tasks.fail>(module, "fail"), "out of range").exception() as Error;
  const controller = new AbortController();
  const held = pool.submitWith(
    { signal: controller.signal, onProgress: () => controller.abort() },
    task<typeof tasks.hold>(module, "hold"),
  );
  const ended = await held.exception() as Error;
  const many = Array.from({ length: 2000 }, (_, k) => pool.submit(add, k, -k));
  let completed = 0;
  for await (const _ of asCompleted<Future<number>>(many)) completed++;

  await using parallel = Parallel({ nJobs: 2, backend: pool });
  const doubled = await parallel([1, 2, 3].map((x) => delayed(task<typeof tasks.double>(module, "double"))(x)));
  const integral = await integrateAsync(Math.cos, 0, Math.PI / 2, { nJobs: 2, executor: pool });
  const timed = timeit(() => {}, { number: 10, repeat: 2 });
  return {
    sum,
    sums,
    error: `${error}`,
    remote: /at fail /.test((error.cause as Error).stack!),
    ended: ended.name,
    completed,
    doubled,
    integral,
    timed: String(timed).slice(-43),
  };
}
