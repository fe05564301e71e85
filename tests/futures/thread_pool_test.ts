import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { BrokenThreadPool, task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import { testExecutor } from "./conformance.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;

testExecutor("ThreadPoolExecutor", (options) => new ThreadPoolExecutor(options));

Deno.test("ThreadPoolExecutor: an unknown module is an error of its future", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const future = pool.submit(task(new URL("./missing.ts", import.meta.url).href, "nothing"));
  await assertRejects(() => future.result(), TypeError, "can't be imported");
  assertEquals(await pool.submit(task(MODULE, tasks.add), 1, 1), 2);
});

Deno.test("ThreadPoolExecutor: grow starts threads and raises the maximum", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  await pool.grow(3, task(MODULE, tasks.nothing));
  assertEquals([pool.workers, pool.maxWorkers], [3, 3]);
  await pool.grow(4);
  assertEquals([pool.workers, pool.maxWorkers], [4, 4]);
});

Deno.test("ThreadPoolExecutor: a task may have a pool of its own", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  const squares = pool.map(task(MODULE, tasks.squareElsewhere), [[3, 4, 5]]);
  assertEquals(await Array.fromAsync(squares), [9, 16, 25]);
});

Deno.test("ThreadPoolExecutor: thousands of calls from several sides all arrive, cancelled or not", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 8 });
  const add = task(MODULE, tasks.add);
  const side = async (number: number) => {
    const futures = Array.from({ length: 1000 }, (_, k) => pool.submit(add, number, k));
    const cancelled = futures.filter((future, k) => k % 3 === number % 3 && future.cancel());
    const outcomes = await Promise.allSettled(futures);
    assertEquals(outcomes.filter(({ status }) => status === "rejected").length, cancelled.length);
    outcomes.forEach((outcome, k) => outcome.status === "rejected" || assertEquals(outcome.value, number + k));
  };
  await Promise.all([0, 1, 2, 3].map(side));
});

Deno.test("ThreadPoolExecutor: a thread that ends breaks the pool", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const futures = [pool.submit(task(MODULE, tasks.exit), 3), pool.submit(task(MODULE, tasks.add), 1, 1)];
  for (const future of futures) await assertRejects(() => future.result(), BrokenThreadPool, "ended unexpectedly");
});

Deno.test("a program that starts threads whenever it is imported is told so, and ends", async () => {
  const program = new URL("./unguarded_main.ts", import.meta.url).href;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", program] }).output();
  assertEquals(code, 1);
  assertStringIncludes(new TextDecoder().decode(stderr), "start them under `if (import.meta.main)`");
});
