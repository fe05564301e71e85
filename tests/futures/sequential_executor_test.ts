import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { CancelledError, InvalidStateError, mathTask, SequentialExecutor, task } from "../../compute/futures/mod.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;
const add = task(MODULE, tasks.add);

Deno.test("SequentialExecutor: calls run in order, one at a time, here", async () => {
  await using executor = new SequentialExecutor();
  const started: number[] = [];
  const futures = [0, 1, 2].map((k) => executor.submitWith({ onStart: () => started.push(k) }, add, k, 1));
  assertEquals(futures.map((future) => future.state), ["pending", "pending", "pending"]);
  assertEquals(await Promise.all(futures), [1, 2, 3]);
  assertEquals(started, [0, 1, 2]);
  assertEquals(await executor.submit(task(MODULE, tasks.applyTo), mathTask(Math.sqrt)!, 81), 9);
  assertEquals(await Array.fromAsync(executor.map(add, [[1, 2], [3, 4]], { chunkSize: 2 })), [4, 6]);
  assertEquals(await executor.submitBatch({}, [{ task: add, args: [1, 2] }, { task: add, args: [3, 4] }]), [3, 7]);
});

Deno.test("SequentialExecutor: values are the very ones, and errors that a caller can't copy too", async () => {
  await using executor = new SequentialExecutor();
  assert(typeof await executor.submit(task(MODULE, tasks.returnFunction)) === "function");
  const error = await executor.submit(task(MODULE, tasks.failWithOwnClass)).exception();
  assertStrictEquals((error as Error).constructor.name, "OwnError");
  await assertRejects(() => executor.submit(task(MODULE, "missing")).result(), TypeError, "exports no missing");
});

Deno.test("SequentialExecutor: pending calls can be cancelled, running ones aborted", async () => {
  await using executor = new SequentialExecutor();
  const controller = new AbortController();
  const { promise: running, resolve } = Promise.withResolvers<void>();
  const onProgress = () => resolve();
  const held = executor.submitWith({ signal: controller.signal, onProgress }, task(MODULE, tasks.hold));
  const pending = executor.submit(add, 1, 1);
  const last = executor.submit(add, 2, 2);
  await running;
  assertEquals([held.cancel(), pending.cancel()], [false, true]);
  controller.abort(new Error("let go"));
  await assertRejects(() => held.result(), Error, "let go");
  await assertRejects(() => pending.result(), CancelledError);
  assertEquals(await last, 4);
  await assertRejects(() => executor.submitWith({ signal: controller.signal }, add, 1, 1).result(), Error, "let go");
});

Deno.test("SequentialExecutor: shutdown waits, may cancel what is pending, and ends submitting", async () => {
  const executor = new SequentialExecutor();
  const kept = executor.submit(add, 1, 1);
  await executor.shutdown();
  assert(kept.done());
  assertThrows(() => executor.submit(add, 1, 1), InvalidStateError, "shut down");
  const other = new SequentialExecutor();
  const futures = [1, 2].map((k) => other.submit(add, k, k));
  await other.shutdown({ cancelFutures: true });
  assert(futures.every((future) => future.cancelled()));
});
