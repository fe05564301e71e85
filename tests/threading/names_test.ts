import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  InvalidStateError,
  Lock,
  RLock,
  Semaphore,
  SharedCounter,
  Task,
  task,
} from "../../compute/threading/mod.ts";
import { inTime, startThreads } from "./run_threads.ts";
import * as tasks from "./tasks.ts";

Deno.test("a name stands for one lock, on this thread and on others, of each kind", async () => {
  const names = ["of a thread", "of a pool's thread"];
  const ended = startThreads(1, task(tasks.MODULE, tasks.holdNamed), names[0]).ended();
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const future = pool.submit(task(tasks.MODULE, tasks.holdNamed), names[1]);
  for (const name of names) {
    await inTime(Event.named(`${name}: held`).waitAsync());
    assertEquals(Lock.named(`${name}: lock`).locked(), true);
    assertEquals(RLock.named(`${name}: rlock`).acquire({ timeout: 0 }), false);
    assertEquals(Semaphore.named(`${name}: semaphore`).value, 2);
    assertEquals(BoundedSemaphore.named(`${name}: bounded`, 2).value, 1);
    assertEquals(SharedCounter.named(`${name}: counter`).value, 7.5);
    assertEquals(await inTime(Barrier.named(`${name}: barrier`, 2).waitAsync()) < 2, true);
    const condition = Condition.named(`${name}: condition`);
    await inTime(condition.acquireAsync());
    condition.notify();
    condition.release();
    Task.named(`${name}: task`).terminate();
  }
  await ended;
  await future;
  assertEquals(Lock.named(`${names[0]}: lock`).locked(), false);
});

Deno.test("a name has one kind, and one number", () => {
  const lock = Lock.named("one kind");
  lock.acquire();
  assertEquals(Lock.named("one kind").locked(), true);
  assertEquals(Lock.from(lock.share()).locked(), true);
  assertThrows(() => RLock.named("one kind"), TypeError, "the name one kind is of a Lock: not of a RLock");
  assertEquals(Semaphore.named("seats", 3).value, 3);
  assertEquals(Semaphore.named("seats").value, 3);
  assertThrows(() => Semaphore.named("seats", 2), RangeError, "was made with 3: not with 2");
  assertThrows(() => BoundedSemaphore.named("seats", 3), TypeError, "is of a Semaphore");
  const bounded = BoundedSemaphore.named("bounded");
  assertThrows(() => bounded.release(), RangeError, "above 1");
  Barrier.named("meeting", 2);
  assertThrows(() => Barrier.named("meeting", 3), RangeError, "was made with 2");
  for (const parties of [0, 1.5]) assertThrows(() => Barrier.named("other", parties), RangeError, "at least 1");
  assertThrows(() => Semaphore.named("other", -1), RangeError, "starts with");
  for (const name of ["", undefined, 5]) assertThrows(() => Lock.named(name as string), TypeError, "a name is a text");
  assertThrows(() => Lock.named("never acquired").release(), InvalidStateError);
  assertStrictEquals(Lock.named("名前 🔒").locked(), false);
  assertEquals(Lock.named("名前").locked(), false);
});

Deno.test("a program has room for some thousand names, and says when there is none", () => {
  let count = 0;
  assertThrows(
    () => {
      for (; count < 1e6; count++) Condition.named(`condition ${count}`);
    },
    RangeError,
    "no room for another name",
  );
  assertEquals(count > 1500, true);
  assertEquals(Condition.named(`condition ${count - 1}`).acquire(), true);
  assertEquals(Condition.named(`condition ${count - 1}`).acquire({ timeout: 0 }), true);
});
