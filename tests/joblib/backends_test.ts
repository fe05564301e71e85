/** What holds for every backend, and for any executor. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type Executor,
  ProcessPoolExecutor,
  SequentialExecutor,
  task,
  ThreadPoolExecutor,
} from "../../compute/futures/mod.ts";
import { type BackendName, delayed, Parallel, type ParallelOptions } from "../../compute/joblib/mod.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;
const double = delayed(task(MODULE, tasks.double));
const inverse = delayed(task(MODULE, tasks.inverse));

type Given = Pick<ParallelOptions, "nJobs" | "backend">;

const GIVEN: readonly [name: string, open: () => Given & { readonly executor?: Executor }][] = [
  ...(["threading", "multiprocessing", "loky", "sequential"] as BackendName[])
    .map((backend): [string, () => Given] => [backend, () => ({ nJobs: 2, backend })]),
  ["a plain loop", () => ({ nJobs: 1 })],
  ["a thread pool", () => withExecutor(new ThreadPoolExecutor({ maxWorkers: 2 }))],
  ["an executor of this thread", () => withExecutor(new SequentialExecutor())],
  ["a process pool", () => withExecutor(new ProcessPoolExecutor({ maxWorkers: 2, modules: [MODULE] }))],
];

function withExecutor(executor: Executor) {
  return { backend: executor, executor };
}

for (const [name, open] of GIVEN) {
  Deno.test(`Parallel on ${name}: results in order, of several runs, for all batch sizes`, async () => {
    const { executor, ...given } = open();
    for (const batchSize of ["auto", 1, 3, 1000] as const) {
      await using parallel = Parallel({ ...given, batchSize });
      for (const count of [0, 1, 2, 25]) {
        const inputs = Array.from({ length: count }, (_, k) => k);
        assertEquals(await parallel(inputs.map((x) => double(x))), inputs.map((x) => 2 * x));
      }
    }
    await executor?.shutdown();
  });

  Deno.test(`Parallel on ${name}: records among arguments, generators in order and not`, async () => {
    const { executor, ...given } = open();
    const calls = [1, 2, 3].map((x) => delayed(task(MODULE, tasks.scaled))(x, { by: 10 }));
    await using ordered = Parallel({ ...given, returnAs: "generator" });
    assertEquals(await Array.fromAsync(ordered(calls)), [10, 20, 30]);
    await using unordered = Parallel({ ...given, returnAs: "generatorUnordered" });
    assertEquals((await Array.fromAsync(unordered(calls))).sort(), [10, 20, 30]);
    await executor?.shutdown();
  });

  Deno.test(`Parallel on ${name}: an error of a call ends all, keeps its class and stack, and the next run is well`, async () => {
    const { executor, ...given } = open();
    await using parallel = Parallel(given);
    const error = await assertRejects(() => parallel([2, 1, 0, 4].map((x) => inverse(x))), RangeError);
    assertEquals(error.message, "zero has no inverse");
    assertMatch(`${error.stack}${(error.cause as Error | undefined)?.stack}`, /at inverse \(.*tasks\.ts/);
    assertEquals(await parallel([1, 2].map((x) => inverse(x))), [1, 0.5]);
    await executor?.shutdown();
  });

  Deno.test(`Parallel on ${name}: an error of the iterable ends all, and is thrown`, async () => {
    const { executor, ...given } = open();
    await using parallel = Parallel(given);
    function* calls() {
      yield double(1);
      throw new SyntaxError("no more calls");
    }
    await assertRejects(() => parallel(calls()), SyntaxError, "no more calls");
    await executor?.shutdown();
  });

  Deno.test(`Parallel on ${name}: a loop inside of a task`, async () => {
    const { executor, ...given } = open();
    await using parallel = Parallel(given);
    const rows = await parallel([1, 2, 3].map((x) => delayed(task(MODULE, tasks.row))(x)));
    assertEquals(rows, [[22, 24, 26], [42, 44, 46], [62, 64, 66]]);
    await executor?.shutdown();
  });
}

Deno.test("Parallel: never more calls at a time than jobs", async () => {
  for (const nJobs of [1, 2, 3]) {
    const words = new Int32Array(new SharedArrayBuffer(8));
    await using parallel = Parallel({ nJobs, preDispatch: "all" });
    await parallel(Array.from({ length: 200 }, () => delayed(task(MODULE, tasks.crowd))(words)));
    assertEquals(words[0], 0);
    assert(words[1] >= 1 && words[1] <= nJobs, `${words[1]} at a time`);
  }
});

Deno.test("Parallel: threads inside of threads, when named", async () => {
  await using parallel = Parallel({ nJobs: 2, backend: "threading" });
  const rows = await parallel([1, 2].map((x) => delayed(task(MODULE, tasks.row))(x, "threading")));
  assertEquals(rows, [[22, 24, 26], [42, 44, 46]]);
});

Deno.test("Parallel: a process that can't be told to stop is killed", async () => {
  await using parallel = Parallel({ nJobs: 2, backend: "loky" });
  const spin = delayed(task(MODULE, tasks.spin))();
  await assertRejects(() => parallel([double(1), spin, inverse(0)]), RangeError, "zero");
  assertEquals(await parallel([double(4)]), [8]);
});
