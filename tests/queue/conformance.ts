import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import {
  Empty,
  Full,
  type QueueHandle,
  type QueueOptions,
  type SharedQueue,
  ShutDown,
} from "../../compute/queue/mod.ts";
import { NOT_EMPTY, NOT_FULL } from "../../compute/queue/words.ts";
import { InvalidStateError, Lock } from "../../compute/threading/mod.ts";
import * as tasks from "./tasks.ts";

const MODULE = new URL("./tasks.ts", import.meta.url).href;

/** One of the classes of queue. */
export interface QueueClass {
  new <T>(options?: QueueOptions | QueueHandle): SharedQueue<T>;
  from<T>(handle: QueueHandle): SharedQueue<T>;
}

/** Resolves when so many threads sleep on a condition of a queue. */
export async function sleepers(queue: SharedQueue<unknown>, condition: number, count: number): Promise<void> {
  const SLEEPERS = 1;
  while (Atomics.load(queue.share().words, condition + SLEEPERS) < count) {
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/**
 * The tests that every class passes.
 *
 * @param order In which order 3, 1, 2 come back.
 */
export function testQueue(Class: QueueClass, order: readonly number[]): void {
  const test = (what: string, run: () => void | Promise<void>) => Deno.test(`${Class.name}: ${what}`, run);
  const filled = (maxSize: number) => {
    const queue = new Class<number>({ maxSize });
    for (let k = 1; k <= maxSize; k++) queue.put(k);
    return queue;
  };
  /** Runs a blocking call on another thread. */
  const elsewhere = async (
    run: typeof tasks.getOne | typeof tasks.putOne | typeof tasks.join,
    queue: SharedQueue<number>,
    meanwhile: () => Promise<void>,
  ) => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const future = pool.submit(task(MODULE, run), queue.share());
    await meanwhile();
    return await future;
  };

  test("is empty, then holds what is put, then is full, and gives it back in its order", () => {
    const queue = new Class<number>({ maxSize: 3 });
    assertEquals([queue.empty(), queue.full(), queue.qsize(), queue.maxSize], [true, false, 0, 3]);
    for (const item of [3, 1, 2]) queue.put(item);
    assertEquals([queue.empty(), queue.full(), queue.qsize()], [false, true, 3]);
    assertEquals([queue.get(), queue.get(), queue.get()], order);
    assertEquals([queue.empty(), queue.full(), queue.qsize()], [true, false, 0]);
  });

  test("is unbounded with a maxSize of 0 or less", () => {
    for (const maxSize of [0, -1, -Infinity, Infinity]) {
      const queue = new Class<number>({ maxSize });
      for (let k = 0; k < 5000; k++) queue.put(k);
      assertEquals([queue.qsize(), queue.full(), queue.maxSize], [5000, false, 0]);
    }
    assertThrows(() => new Class({ maxSize: NaN }), RangeError, "maxSize");
    assertThrows(() => new Class({ maxBytes: -1 }), RangeError, "maxBytes");
    assertThrows(() => new Class({ maxSize: "3" as never }), RangeError, "maxSize");
    assertThrows(() => new Class(3 as never), TypeError, "such as { maxSize: 3 }");
    assertThrows(() => new Class<number>().get(false as never), TypeError, "options are an object");
  });

  test("doesn't wait when told not to", async () => {
    const queue = filled(1);
    assertThrows(() => queue.putNowait(2), Full);
    assertThrows(() => queue.put(2, { block: false }), Full);
    assertThrows(() => queue.put(2, { block: false, timeout: -1 }), Full);
    assertThrows(() => queue.put(2, { timeout: 0 }), Full);
    await assertRejects(() => queue.putAsync(2, { timeout: 0 }), Full);
    assertEquals(queue.getNowait(), 1);
    assertThrows(() => queue.getNowait(), Empty);
    assertThrows(() => queue.get({ block: false }), Empty);
    assertThrows(() => queue.get({ timeout: 0 }), Empty);
    await assertRejects(() => queue.getAsync({ timeout: 0 }), Empty);
  });

  test("waits as long as its time-out, and goes on after it", async () => {
    const queue = filled(1);
    for (const wait of [() => queue.put(2, { timeout: 20 }), () => queue.putAsync(2, { timeout: 20 })]) {
      const start = performance.now();
      await assertRejects(async () => await wait(), Full);
      assert(performance.now() - start >= 19);
    }
    assertEquals(queue.get(), 1);
    for (const wait of [() => queue.get({ timeout: 20 }), () => queue.getAsync({ timeout: 20 })]) {
      const start = performance.now();
      await assertRejects(async () => await wait(), Empty);
      assert(performance.now() - start >= 19);
    }
    queue.put(3);
    assertEquals([queue.get({ timeout: 20 }), queue.qsize()], [3, 0]);
  });

  test("refuses a negative time-out, whatever its state", async () => {
    const queue = filled(1);
    for (const timeout of [-1, NaN]) {
      assertThrows(() => queue.put(2, { timeout }), RangeError, "timeout");
      assertThrows(() => queue.get({ timeout }), RangeError, "timeout");
      await assertRejects(() => queue.putAsync(2, { timeout }), RangeError, "timeout");
      await assertRejects(() => queue.getAsync({ timeout }), RangeError, "timeout");
    }
    assertEquals([queue.qsize(), queue.get()], [1, 1]);
  });

  test("wakes who waits for an item, blocked or not", async () => {
    const queue = new Class<number>();
    const got = await elsewhere(tasks.getOne, queue, async () => {
      await sleepers(queue, NOT_EMPTY, 1);
      queue.put(7);
    });
    assertEquals(got, 7);
    const first = queue.getAsync();
    const second = queue.getAsync();
    queue.put(8);
    queue.put(8);
    assertEquals([await first, await second, queue.qsize()], [8, 8, 0]);
  });

  test("wakes who waits for a place, blocked or not", async () => {
    const queue = filled(1);
    await elsewhere(tasks.putOne, queue, async () => {
      await sleepers(queue, NOT_FULL, 1);
      assertEquals(queue.get(), 1);
    });
    const put = [queue.putAsync(5), queue.putAsync(6)];
    const got = [await queue.getAsync(), await queue.getAsync(), await queue.getAsync()];
    await Promise.all(put);
    assertEquals(got.sort(), [5, 6, 99]);
  });

  test("stops waiting when aborted, and loses nothing by it", async () => {
    const queue = new Class<number>({ maxSize: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = queue.getAsync({ signal });
    const patient = queue.getAsync();
    controller.abort(new Error("not needed"));
    queue.put(1);
    await assertRejects(() => aborted, Error, "not needed");
    assertEquals(await patient, 1);
    queue.put(2);
    await assertRejects(() => queue.putAsync(3, { signal }), Error, "not needed");
    await assertRejects(() => queue.getAsync({ signal }), Error, "not needed");
    for (const block of [() => queue.put(3, { signal }), () => queue.get({ signal }), () => queue.join({ signal })]) {
      assertThrows(block, Error, "not needed");
    }
    await assertRejects(() => queue.putAsync(3, { signal: AbortSignal.timeout(1) }), DOMException, "timeout");
    assertEquals([queue.get(), queue.qsize()], [2, 0]);
  });

  test("a put that throws leaves the queue as it was", async () => {
    const queue = new Class<unknown>({ maxSize: 2, maxBytes: 64 * 100 });
    queue.put(1);
    const unsendable = [1, () => {}];
    assertThrows(() => queue.put([1, queue.share()]), DOMException, "memory that threads share");
    assertThrows(() => queue.put([1, { lock: new Lock() }]), DOMException, "memory that threads share");
    assertEquals(assertThrows(() => queue.put(unsendable), DOMException).name, "DataCloneError");
    await assertRejects(() => queue.putAsync(unsendable), DOMException, "can't be copied");
    assertThrows(() => queue.put("x".repeat(64 * 100)), RangeError, "maxBytes");
    await assertRejects(() => queue.putAsync("x".repeat(64 * 100)), RangeError, "maxBytes");
    assertEquals([queue.qsize(), queue.get()], [1, 1]);
    assertThrows(() => queue.getNowait(), Empty);
    queue.taskDone();
    queue.join();
    queue.put(2);
    assertEquals(queue.get(), 2);
  });

  test("uses its memory again", () => {
    const queue = new Class<string>({ maxBytes: 1 << 16 });
    for (let k = 0; k < 1000; k++) {
      const item = String(k).repeat(k);
      queue.put(item);
      queue.put(item);
      assertEquals([queue.get(), queue.get()], [item, item]);
    }
  });

  test("join waits until all items are dealt with, not only got", async () => {
    const queue = filled(2);
    let joined = false;
    const join = queue.joinAsync().then(() => joined = true);
    queue.get();
    queue.get();
    queue.taskDone();
    assertEquals(assertThrows(() => queue.join({ timeout: 0 }), DOMException).name, "TimeoutError");
    await assertRejects(() => queue.joinAsync({ timeout: 1 }), DOMException, "1 items were not dealt with");
    assertEquals(joined, false);
    queue.taskDone();
    await join;
    queue.join();
    assertThrows(() => queue.taskDone(), InvalidStateError, "more often");
    assertThrows(() => new Class().taskDone(), InvalidStateError);
    await elsewhere(tasks.join, queue, async () => {});
  });

  test("after shutdown, nothing can be put, and what is there can be got", async () => {
    const queue = filled(2);
    queue.shutdown();
    assertThrows(() => queue.put(3), ShutDown);
    assertThrows(() => queue.putNowait(3), ShutDown);
    await assertRejects(() => queue.putAsync(3), ShutDown);
    assertEquals([queue.get(), queue.get()].sort(), [1, 2]);
    assertThrows(() => queue.get(), ShutDown);
    assertThrows(() => queue.getNowait(), ShutDown);
    await assertRejects(() => queue.getAsync(), ShutDown);
    queue.shutdown();
    queue.taskDone();
    queue.taskDone();
    queue.join();
  });

  test("an immediate shutdown drops what is there, and ends joining", async () => {
    const queue = filled(2);
    const join = queue.joinAsync();
    queue.shutdown({ immediate: true });
    await join;
    assertEquals(queue.qsize(), 0);
    assertThrows(() => queue.get(), ShutDown);
    assertThrows(() => queue.put(1), ShutDown);
    queue.shutdown({ immediate: true });
  });

  test("an immediate shutdown leaves what was got to be dealt with", async () => {
    const queue = filled(2);
    queue.get();
    queue.shutdown({ immediate: true });
    assertThrows(() => queue.join({ timeout: 0 }), DOMException);
    const join = queue.joinAsync();
    queue.taskDone();
    await join;
    assertThrows(() => queue.taskDone(), InvalidStateError);
  });

  for (const immediate of [false, true]) {
    test(`shutdown ({ immediate: ${immediate} }) wakes getters, blocked or not`, async () => {
      const queue = new Class<number>();
      const waiting = [queue.getAsync(), queue.getAsync()].map((got) => assertRejects(() => got, ShutDown));
      const got = await elsewhere(tasks.getOne, queue, async () => {
        await sleepers(queue, NOT_EMPTY, 3);
        queue.shutdown({ immediate });
      });
      assertEquals(got, "ShutDown");
      await Promise.all(waiting);
    });

    test(`shutdown ({ immediate: ${immediate} }) wakes putters, blocked or not`, async () => {
      const queue = filled(1);
      const waiting = [queue.putAsync(5), queue.putAsync(6)].map((put) => assertRejects(() => put, ShutDown));
      const put = await elsewhere(tasks.putOne, queue, async () => {
        await sleepers(queue, NOT_FULL, 3);
        queue.shutdown({ immediate });
      });
      assertEquals(put, "ShutDown");
      await Promise.all(waiting);
      assertEquals(queue.qsize(), immediate ? 0 : 1);
    });
  }

  test("a handle is the same queue, and only of its class", () => {
    const queue = filled(2);
    const same = Class.from<number>({ ...queue.share() });
    assertInstanceOf(same, Class);
    assertEquals([same.qsize(), same.maxSize], [2, 2]);
    same.get();
    assertEquals(queue.qsize(), 1);
    const other = { ...queue.share(), kind: "Other" } as unknown as QueueHandle;
    assertThrows(() => Class.from(other), TypeError, "Other.from");
    assertThrows(() => Class.from(undefined as never), TypeError, `${Class.name}.from needs the handle`);
  });

  test("eight threads lose nothing and double nothing", async () => {
    await stress(Class, { maxSize: 0, async: false });
  });

  test("eight threads at a bounded queue, some in their event loops, lose nothing and double nothing", async () => {
    await stress(Class, { maxSize: 3, async: true });
  });
}

/** Four threads put, four get: each item arrives once. */
async function stress(Class: QueueClass, { maxSize, async }: { maxSize: number; async: boolean }): Promise<void> {
  const EACH = 2500;
  await using pool = new ThreadPoolExecutor({ maxWorkers: 8 });
  const queue = new Class<number>({ maxSize });
  const putters = Array.from(
    { length: 4 },
    (_, k) =>
      pool.submit(task(MODULE, async && k % 2 ? tasks.putManyAsync : tasks.putMany), queue.share(), k * EACH, EACH),
  );
  const getters = Array.from(
    { length: 4 },
    (_, k) => pool.submit(task(MODULE, async && k % 2 ? tasks.getManyAsync : tasks.getMany), queue.share()),
  );
  await Promise.all(putters);
  await queue.joinAsync();
  queue.shutdown();
  const got = (await Promise.all(getters)).flat();
  assertEquals(got.length, 4 * EACH);
  assertEquals(new Set(got).size, 4 * EACH);
  assertEquals(queue.qsize(), 0);
}
