import { assertEquals, assertThrows } from "@std/assert";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  RLock,
  Semaphore,
  SharedCounter,
  Task,
  task,
  Thread,
} from "../../compute/threading/mod.ts";

/** Everything that is shared, and how it is made. */
const CLASSES = [
  { Class: Lock, create: () => new Lock() },
  { Class: RLock, create: () => new RLock() },
  { Class: Semaphore, create: () => new Semaphore(2) },
  { Class: BoundedSemaphore, create: () => new BoundedSemaphore(2) },
  { Class: Condition, create: () => new Condition() },
  { Class: Event, create: () => new Event() },
  { Class: Barrier, create: () => new Barrier(2) },
  { Class: SharedCounter, create: () => new SharedCounter() },
  { Class: Task, create: () => new Task() },
];

for (const { Class, create } of CLASSES) {
  const from = Class.from as unknown as (handle: unknown) => { share(): { kind: string } };

  Deno.test(`${Class.name}: is made of its handle, and of nothing else`, () => {
    const handle = create().share();
    assertEquals(from(structuredClone(handle)).share().kind, Class.name);
    for (const other of [undefined, null, {}, 5, create()]) {
      assertThrows(() => from(other), TypeError, `${Class.name}.from needs the handle of a ${Class.name}`);
    }
    const another = Class === Event ? new Lock().share() : new Event().share();
    assertThrows(() => from(another), TypeError, `the handle is one of a ${another.kind}: use ${another.kind}.from`);
  });
}

Deno.test("Semaphore: is made of a bounded one's handle, too, and is bounded then", () => {
  assertEquals(Semaphore.from(new BoundedSemaphore(1).share()) instanceof BoundedSemaphore, true);
  assertThrows(() => BoundedSemaphore.from(new Semaphore().share()), TypeError, "use Semaphore.from");
});

Deno.test("options that are no object are refused, as they would be none", () => {
  assertThrows(() => new Lock().acquire(false as never), TypeError, "options are an object, such as { timeout: 100 }");
  assertThrows(() => new Event().wait(5 as never), TypeError, "not 5");
  assertThrows(() => new Lock().acquire({ timeout: "5" as never }), RangeError, "a number of ms");
});

Deno.test("task: tells apart what can be referred to", () => {
  const named = function named() {};
  assertThrows(() => task(import.meta, () => {}), TypeError, "a function with a name");
  assertThrows(() => task(import.meta as never), TypeError, "task(import.meta, f)");
  assertThrows(() => task(named as never), TypeError, "named is no kernel, so that its module is needed");
  assertThrows(() => new Thread({ target: {} as never }), TypeError, "what task() makes of an exported function");
});
