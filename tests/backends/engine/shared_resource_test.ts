import { assert, assertEquals, assertNotStrictEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { SharedResource } from "../../../compute/backends/engine/shared_resource.ts";
import { ProcessResource } from "../../../compute/backends/processes.ts";
import { BrokenProcessPool, task } from "../../../compute/futures/mod.ts";

class Recorded {
  broken = false;
  disposed = 0;

  [Symbol.asyncDispose](): Promise<void> {
    this.disposed++;
    return Promise.resolve();
  }
}

Deno.test("a shared resource is made once, disposed of after its last user, and made anew", async () => {
  const shared = new SharedResource(() => new Recorded());
  const first = shared.acquire("a");
  assertStrictEquals(shared.acquire("b"), first);
  assertStrictEquals(shared.acquire("a"), first);
  await shared.release("a");
  await shared.release("a");
  await shared.release("stranger");
  assertEquals(first.disposed, 0);
  await shared.release("b");
  assertEquals(first.disposed, 1);
  assertNotStrictEquals(shared.acquire("a"), first);
});

Deno.test("a broken resource is replaced for all of its users", async () => {
  const shared = new SharedResource(() => new Recorded());
  const first = shared.acquire("a");
  first.broken = true;
  const second = shared.acquire("b");
  assertStrictEquals(shared.acquire("a"), second);
  assertEquals([first.disposed, second.disposed], [1, 0]);
  await shared.release("a");
  await shared.release("b");
  assertEquals(second.disposed, 1);
});

Deno.test("a pool whose processes were killed is replaced", async () => {
  const processes = new ProcessResource();
  const pool = processes.acquire("test");
  await pool.grow(1);
  const module = new URL("../../futures/tasks.ts", import.meta.url).href;
  const { promise: running, resolve } = Promise.withResolvers<void>();
  const call = pool.submitWith({ onProgress: () => resolve() }, task(module, "hold"));
  await running;
  pool.kill();
  await assertRejects(() => call.result(), BrokenProcessPool);
  assert(pool.broken);
  const next = processes.acquire("test");
  await next.grow(1);
  assertEquals([next.workers, next.broken], [1, false]);
  await processes.release("test");
});
