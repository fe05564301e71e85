import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  BoundedSemaphore,
  Event,
  InvalidStateError,
  Lock,
  type Lockable,
  RLock,
  Semaphore,
  SharedCounter,
  task,
} from "../../compute/threading/mod.ts";
import { waiting } from "../../compute/threading/permits.ts";
import { errorOf, inTime, startThreads } from "./run_threads.ts";
import * as tasks from "./tasks.ts";
import type { AnyHandle } from "./tasks.ts";

type Shared = Lockable & { share(): AnyHandle };

const ALL: Readonly<Record<string, () => Shared>> = {
  Lock: () => new Lock(),
  RLock: () => new RLock(),
  Semaphore: () => new Semaphore(1),
  BoundedSemaphore: () => new BoundedSemaphore(1),
};

/** Runs something while another thread holds a lock. */
async function whileHeld(lock: Shared, run: () => void | Promise<void>): Promise<void> {
  const [held, letGo] = [new Event(), new Event()];
  const holder = startThreads(1, task(tasks.MODULE, tasks.hold), lock.share(), held.share(), letGo.share());
  assert(await inTime(held.waitAsync()));
  try {
    await run();
  } finally {
    letGo.set();
    await holder.ended();
  }
}

for (const [name, create] of Object.entries(ALL)) {
  const test = (what: string, run: () => void | Promise<void>) => Deno.test(`${name}: ${what}`, run);

  test("is acquired and released, by block or by promise", async () => {
    const lock = create();
    for (let k = 0; k < 3; k++) {
      assertEquals(lock.acquire(), true);
      lock.release();
      assertEquals(await lock.acquireAsync(), true);
      lock.release();
    }
  });

  test("a second acquire fails while another thread holds it, and may be tried at once or for a time", async () => {
    const lock = create();
    await whileHeld(lock, async () => {
      assertEquals(lock.acquire({ blocking: false }), false);
      assertEquals(lock.acquire({ timeout: 0 }), false);
      const begun = performance.now();
      assertEquals(lock.acquire({ timeout: 20 }), false);
      assertEquals(await lock.acquireAsync({ timeout: 20 }), false);
      assert(performance.now() - begun >= 40);
      assertEquals(await lock.acquireAsync({ blocking: false }), false);
      assertThrows(() => lock.hold({ timeout: 1 }), DOMException, "within 1 ms");
      await assertRejects(() => lock.holdAsync({ timeout: 1 }), DOMException, "within 1 ms");
    });
    assertEquals(lock.acquire(), true);
  });

  test("a wait is ended by its signal, and leaves the lock usable", async () => {
    const lock = create();
    await whileHeld(lock, async () => {
      const controller = new AbortController();
      const waiting = lock.acquireAsync({ signal: controller.signal });
      controller.abort(new Error("not needed"));
      await assertRejects(() => waiting, Error, "not needed");
      await assertRejects(() => lock.acquireAsync({ signal: controller.signal }), Error, "not needed");
      assertThrows(() => lock.acquire({ signal: controller.signal }), Error, "not needed");
    });
    assertEquals(await inTime(lock.acquireAsync()), true);
  });

  test("who waits gets it when it is released", async () => {
    const lock = create();
    const [held, letGo] = [new Event(), new Event()];
    const holder = startThreads(1, task(tasks.MODULE, tasks.hold), lock.share(), held.share(), letGo.share());
    await held.waitAsync();
    const waiting = lock.acquireAsync();
    letGo.set();
    assertEquals(await waiting, true);
    await holder.ended();
    assertEquals(await errorOf(task(tasks.MODULE, tasks.failToAcquire), lock.share()), null);
    lock.release();
  });

  test("time-outs are checked", async () => {
    const lock = create();
    for (const timeout of [-2, -0.5, NaN]) {
      assertThrows(() => lock.acquire({ timeout }), RangeError, "timeout");
      await assertRejects(() => lock.acquireAsync({ timeout }), RangeError, "timeout");
    }
    assertThrows(() => lock.acquire({ blocking: false, timeout: 1 }), RangeError, "takes no timeout");
    assertEquals(lock.acquire({ blocking: false, timeout: -1 }), true);
    lock.release();
    assertEquals(lock.acquire({ timeout: Infinity }), true);
  });

  test("the end of a scope releases it, also when something throws", async () => {
    const lock = create();
    assertThrows(() => {
      using _guard = lock.hold();
      throw new Error("inside");
    });
    {
      await using _guard = await lock.holdAsync({ timeout: 1 });
    }
    assertEquals(await errorOf(task(tasks.MODULE, tasks.hold), lock.share(), new Event().share(), setEvent()), null);
  });
}

function setEvent() {
  const event = new Event();
  event.set();
  return event.share();
}

Deno.test("Lock: may be released by another thread; not when nobody holds it", async () => {
  const lock = new Lock();
  assertThrows(() => lock.release(), InvalidStateError, "unlocked");
  lock.acquire();
  assertEquals(lock.locked(), true);
  assertEquals(lock.acquire({ blocking: false }), false);
  assertEquals(await errorOf(task(tasks.MODULE, tasks.release), lock.share()), null);
  assertEquals(lock.locked(), false);
  assertThrows(() => lock.release(), InvalidStateError, "unlocked");
  assertEquals(lock.acquire({ blocking: false }), true);
});

Deno.test("RLock: counts what its owner acquires, and is released by nobody else", async () => {
  const lock = new RLock();
  assertThrows(() => lock.release(), InvalidStateError, "doesn't hold");
  lock.acquire();
  lock.acquire({ blocking: false });
  await lock.acquireAsync({ timeout: 1 });
  const error = await errorOf(task(tasks.MODULE, tasks.release), lock.share());
  assertEquals(error?.name, "InvalidStateError");
  lock.release();
  lock.release();
  assertEquals(lock.locked(), true);
  assertEquals(await errorOf(task(tasks.MODULE, tasks.failToAcquire), lock.share()), null);
  lock.release();
  assertEquals(lock.locked(), false);
  assertThrows(() => lock.release(), InvalidStateError, "doesn't hold");
});

Deno.test("RLock: the owner is the thread, whichever object stands for the lock", () => {
  const lock = new RLock();
  const same = RLock.from(lock.share());
  lock.acquire();
  assertEquals(same.acquire({ blocking: false }), true);
  same.release();
  same.release();
  assertEquals(lock.locked(), false);
});

for (const Class of [Semaphore, BoundedSemaphore]) {
  Deno.test(`${Class.name}: starts at a whole number of at least 0`, () => {
    for (const value of [-1, 0.5, NaN, 2 ** 31]) assertThrows(() => new Class(value), RangeError, "starts with");
    assertEquals(new Class(0).acquire({ blocking: false }), false);
    assertEquals(new Class().value, 1);
  });

  Deno.test(`${Class.name}: lets in as many as its value, and release(n) needs n of at least 1`, () => {
    const semaphore = new Class(3);
    for (const left of [2, 1, 0]) {
      assertEquals(semaphore.acquire({ blocking: false }), true);
      assertEquals(semaphore.value, left);
    }
    assertEquals(semaphore.acquire({ timeout: 1 }), false);
    for (const n of [0, -1, 1.5]) assertThrows(() => semaphore.release(n), RangeError, "at least 1");
    semaphore.release(2);
    assertEquals(semaphore.value, 2);
  });

  Deno.test(`${Class.name}: release(n) wakes n`, async () => {
    const semaphore = new Class(6);
    for (let k = 0; k < 6; k++) semaphore.acquire();
    const passed = new SharedCounter();
    const waiters = startThreads(5, task(tasks.MODULE, tasks.pass), semaphore.share(), passed.share());
    const other = semaphore.acquireAsync();
    while (waiting(semaphore.share().words) < 6) await new Promise((resolve) => setTimeout(resolve));
    semaphore.release(6);
    assertEquals(await other, true);
    await waiters.ended();
    assertEquals([passed.value, semaphore.value], [5, 0]);
  });
}

Deno.test("Semaphore: may be released above its start", () => {
  const semaphore = new Semaphore(1);
  semaphore.release();
  semaphore.release(3);
  assertEquals(semaphore.value, 5);
  assertThrows(() => semaphore.release(2 ** 31 - 1), RangeError, "above");
  assertEquals(semaphore.value, 5);
});

Deno.test("BoundedSemaphore: refuses to be released above its start, and keeps its value", async () => {
  const semaphore = new BoundedSemaphore(2);
  assertThrows(() => semaphore.release(), RangeError, "above 2");
  semaphore.acquire();
  assertThrows(() => semaphore.release(2), RangeError, "above 2");
  assertEquals(semaphore.value, 1);
  assertEquals(await errorOf(task(tasks.MODULE, tasks.release), semaphore.share()), null);
  assertMatch(String(await errorOf(task(tasks.MODULE, tasks.release), semaphore.share())), /RangeError.*above 2/);
  assertEquals(semaphore.value, 2);
});
