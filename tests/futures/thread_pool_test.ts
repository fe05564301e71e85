import { assertEquals, assertRejects } from "@std/assert";
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
});

Deno.test("ThreadPoolExecutor: a thread that ends breaks the pool", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const futures = [pool.submit(task(MODULE, tasks.exit), 3), pool.submit(task(MODULE, tasks.add), 1, 1)];
  for (const future of futures) await assertRejects(() => future.result(), BrokenThreadPool, "ended unexpectedly");
});
