import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Condition, InvalidStateError, Lock, RLock, task } from "../../compute/threading/mod.ts";
import { inTime, startThreads } from "./run_threads.ts";
import * as tasks from "./tasks.ts";

const awaitNotice = task(tasks.MODULE, tasks.awaitNotice);

for (const [name, createLock] of [["Lock", () => new Lock()], ["RLock", () => new RLock()]] as const) {
  const test = (what: string, run: (condition: Condition) => void | Promise<void>) =>
    Deno.test(`Condition of a ${name}: ${what}`, () => run(new Condition(createLock())));

  test("needs its lock held to wait and to notify", async (condition) => {
    assertThrows(() => condition.wait({ timeout: 0 }), InvalidStateError, "acquire the condition's lock");
    await assertRejects(() => condition.waitAsync({ timeout: 0 }), InvalidStateError, "acquire the condition's lock");
    assertThrows(() => condition.notify(), InvalidStateError, "notify needs it held");
    assertThrows(() => condition.notifyAll(), InvalidStateError);
  });

  test("notify(n) wakes n, the longest waiting first", async (condition) => {
    const order: number[] = [];
    const wait = async (number: number) => {
      assertEquals(await inTime(condition.waitAsync()), true);
      order.push(number);
      condition.release();
    };
    const waits: Promise<void>[] = [];
    for (const number of [0, 1, 2, 3, 4]) {
      await condition.acquireAsync();
      waits.push(wait(number));
    }
    for (const [count, woken] of [[1, [0]], [2, [0, 1, 2]], [0, [0, 1, 2]], [9, [0, 1, 2, 3, 4]]] as const) {
      condition.acquire();
      condition.notify(count);
      condition.release();
      await Promise.all(waits.slice(0, woken.length));
      assertEquals(order.toSorted(), woken);
    }
  });

  test("one who comes after a notice doesn't take it", async (condition) => {
    condition.acquire();
    const first = condition.waitAsync().finally(() => condition.release());
    await condition.acquireAsync();
    condition.notify();
    assertEquals(condition.wait({ timeout: 5 }), false);
    condition.release();
    assertEquals(await first, true);
  });

  test("a wait whose time is over leaves the line, and has the lock again", async (condition) => {
    condition.acquire();
    for (let k = 0; k < 3; k++) assertEquals(condition.wait({ timeout: 1 }), false);
    assertEquals(await condition.waitAsync({ timeout: 1 }), false);
    assertEquals(condition.lock.locked(), true);
    const waiting = condition.waitAsync();
    await condition.acquireAsync();
    condition.notify(1);
    condition.release();
    assertEquals(await waiting, true);
    condition.release();
  });

  test("who leaves the middle or the end of the line doesn't break it", async (condition) => {
    const controllers = [0, 1, 2, 3, 4].map(() => new AbortController());
    const waits: Promise<number>[] = [];
    for (const [number, { signal }] of controllers.entries()) {
      await condition.acquireAsync();
      waits.push(
        condition.waitAsync({ signal }).then(() => number, () => -1).finally(() => condition.release()),
      );
    }
    for (const leaving of [2, 4]) {
      controllers[leaving].abort();
      assertEquals(await waits[leaving], -1);
    }
    await condition.acquireAsync();
    condition.notify(2);
    condition.release();
    assertEquals(await Promise.all(waits.slice(0, 2)), [0, 1]);
    await condition.acquireAsync();
    const last = condition.waitAsync();
    await condition.acquireAsync();
    condition.notify(2);
    condition.release();
    assertEquals([await last, await waits[3]].map(Number), [1, 3]);
  });

  test("waitFor gives what the predicate gives", async (condition) => {
    using _guard = condition.hold();
    assertEquals(condition.waitFor(() => "yes"), "yes");
    assertEquals(condition.waitFor(() => 0, { timeout: 1 }), 0);
    assertEquals(await condition.waitForAsync(() => "", { timeout: 1 }), "");
    assertThrows(() => condition.waitFor(() => true, { timeout: -3 }), RangeError);
  });

  test("threads are woken as told, not fewer and not more", async (condition) => {
    const arrivals = new Condition(condition.lock);
    const words = new Int32Array(new SharedArrayBuffer(8));
    const waiters = startThreads(5, awaitNotice, condition.share(), arrivals.share(), words);
    condition.acquire();
    // They count with the lock held, and give it up by waiting only.
    assert(await inTime(arrivals.waitForAsync(() => words[0] === 5)));
    for (const [count, woken] of [[2, 2], [1, 3], [5, 5]]) {
      condition.notify(count);
      assert(await inTime(arrivals.waitForAsync(() => words[1] >= woken)));
      assertEquals(words[1], woken);
    }
    condition.release();
    await waiters.ended();
  });
}

Deno.test("Condition: a wait gives an RLock up however often it was acquired", async () => {
  const condition = new Condition();
  condition.acquire();
  condition.acquire();
  const waiting = condition.waitAsync();
  assertEquals(condition.lock.locked(), false);
  await condition.acquireAsync();
  condition.notify();
  condition.release();
  assertEquals(await waiting, true);
  condition.release();
  assertEquals(condition.lock.locked(), true);
  condition.release();
  assertEquals(condition.lock.locked(), false);
});

Deno.test("Condition: places are used again, and too many waits at a time are refused", async () => {
  const condition = new Condition(new Lock());
  for (let k = 0; k < 3000; k++) {
    condition.acquire();
    condition.wait({ timeout: 0 });
    condition.release();
  }
  const waits: Promise<boolean>[] = [];
  for (let k = 0; k < 1024; k++) {
    await condition.acquireAsync();
    waits.push(condition.waitAsync().finally(() => condition.release()));
  }
  condition.acquire();
  assertThrows(() => condition.wait(), RangeError, "1024 at a time");
  for (const wait of waits) {
    condition.notify();
    condition.release();
    assertEquals(await wait, true);
    condition.acquire();
  }
});
