import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Barrier, BrokenBarrierError, Event, SharedCounter, Task, task } from "../../compute/threading/mod.ts";
import { errorOf, inTime, startThreads } from "./run_threads.ts";
import * as tasks from "./tasks.ts";

Deno.test("Event: is set and cleared, and waited for", async () => {
  const event = new Event();
  assertEquals([event.isSet(), event.wait({ timeout: 1 }), await event.waitAsync({ timeout: 1 })], [
    false,
    false,
    false,
  ]);
  event.set();
  event.set();
  assertEquals([event.isSet(), event.wait(), await event.waitAsync({ timeout: 0 })], [true, true, true]);
  event.clear();
  event.clear();
  assertEquals([event.isSet(), event.wait({ timeout: 0 })], [false, false]);
  assertThrows(() => event.wait({ timeout: -2 }), RangeError);
});

Deno.test("Event: who waits is woken even if it is cleared at once", async () => {
  const event = new Event();
  const waiting = [1, 2, 3].map(() => event.waitAsync());
  event.set();
  event.clear();
  assertEquals(await Promise.all(waiting), [true, true, true]);
});

Deno.test("Event: wakes all threads, and an aborted wait ends alone", async () => {
  const [event, passed, controller] = [new Event(), new SharedCounter(), new AbortController()];
  const waiters = startThreads(4, task(tasks.MODULE, tasks.waitForEvent), event.share(), passed.share());
  const aborted = event.waitAsync({ signal: controller.signal });
  const patient = event.waitAsync();
  controller.abort(new Error("enough"));
  await assertRejects(() => aborted, Error, "enough");
  event.set();
  assertEquals(await patient, true);
  await waiters.ended();
  assertEquals(passed.value, 4);
});

Deno.test("Barrier: lets all go once all are there, each with its own number, and again", async () => {
  let passed = 0;
  const barrier = new Barrier(3, { action: () => passed++ });
  for (let round = 1; round <= 3; round++) {
    const waits = [barrier.waitAsync(), barrier.waitAsync()];
    assertEquals([barrier.waiting, passed], [2, round - 1]);
    waits.push(barrier.waitAsync());
    assertEquals((await Promise.all(waits)).sort(), [0, 1, 2]);
    assertEquals([barrier.waiting, barrier.broken, passed], [0, false, round]);
  }
  assertEquals(new Barrier(1).wait(), 0);
  for (const parties of [0, -1, 1.5]) assertThrows(() => new Barrier(parties), RangeError, "at least 1");
});

Deno.test("Barrier: a time-out breaks it for all, until it is reset", async () => {
  const barrier = new Barrier(3, { timeout: 20 });
  const patient = barrier.waitAsync({ timeout: -1 });
  await assertRejects(() => barrier.waitAsync(), BrokenBarrierError, "in time");
  await assertRejects(() => patient, BrokenBarrierError);
  assertEquals([barrier.broken, barrier.waiting], [true, 0]);
  assertThrows(() => barrier.wait(), BrokenBarrierError);
  barrier.reset();
  assertEquals(barrier.broken, false);
  const waits = [1, 2, 3].map(() => barrier.waitAsync());
  assertEquals((await Promise.all(waits)).sort(), [0, 1, 2]);
});

Deno.test("Barrier: a signal, an action that throws and abort break it, too", async () => {
  const controller = new AbortController();
  let fails = true;
  const barrier = new Barrier(2, {
    action: () => {
      if (fails) throw new RangeError("in the action");
    },
  });
  const waiting = barrier.waitAsync({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  assert(barrier.broken);

  await barrier.resetAsync();
  const other = barrier.waitAsync();
  await assertRejects(() => barrier.waitAsync(), RangeError, "in the action");
  await assertRejects(() => other, BrokenBarrierError);

  barrier.reset();
  fails = false;
  const last = barrier.waitAsync();
  await barrier.abortAsync();
  await assertRejects(() => last, BrokenBarrierError);
  assert(barrier.broken);
});

Deno.test("Barrier: a reset ends the waits of others, on other threads too, and leaves it as new", async () => {
  const barrier = new Barrier(2);
  const failed = errorOf(task(tasks.MODULE, tasks.arrive), barrier.share());
  while (barrier.waiting < 1) await new Promise((resolve) => setTimeout(resolve));
  barrier.reset();
  assertEquals((await failed)?.name, "BrokenBarrierError");
  assertEquals([barrier.broken, barrier.waiting], [false, 0]);
  const passing = errorOf(task(tasks.MODULE, tasks.arrive), barrier.share());
  barrier.wait();
  assertEquals(await passing, null);
});

Deno.test("SharedCounter: counts up and down, on all threads", async () => {
  const counter = new SharedCounter(0.5);
  counter.increment();
  counter.increment(3);
  counter.decrement();
  counter.decrement(0.5);
  assertEquals(counter.value, 3);
  await counter.incrementAsync(2);
  await counter.decrementAsync(2, { timeout: 1 });
  assertEquals(await counter.valueAsync(), 3);
  await startThreads(4, task(tasks.MODULE, tasks.count), counter.share(), 5000).ended();
  assertEquals(counter.value, 20_003);
});

Deno.test("Task: runs until it is told to end", async () => {
  const [cooperative, begun] = [new Task(), new Event()];
  const { threads: [thread], ended } = startThreads(
    1,
    task(tasks.MODULE, tasks.runTask),
    cooperative.share(),
    begun.share(),
  );
  assert(await inTime(begun.waitAsync()));
  assertEquals([cooperative.running, thread.isAlive(), await cooperative.sleepAsync(1)], [true, true, true]);
  cooperative.terminate();
  await ended();
  assertEquals([cooperative.running, cooperative.sleep(60_000)], [false, false]);
});
