/** What the tests of threading run on other threads. */
import {
  Barrier,
  type BarrierHandle,
  BoundedSemaphore,
  Condition,
  type ConditionHandle,
  type CooperativeTaskHandle,
  currentThread,
  Event,
  type EventHandle,
  getIdent,
  Lock,
  type Lockable,
  type LockHandle,
  RLock,
  type RLockHandle,
  Semaphore,
  type SemaphoreHandle,
  SharedCounter,
  type SharedCounterHandle,
  Task,
  task,
  Thread,
  type ThreadHandle,
} from "../../compute/threading/mod.ts";

export const MODULE = import.meta.url;

export type AnyHandle = LockHandle | RLockHandle | SemaphoreHandle;

/** Makes of a handle what it stands for. */
export function fromHandle(handle: AnyHandle): Lockable {
  const makers: { [K in AnyHandle["kind"]]: (handle: never) => Lockable } = {
    Lock: Lock.from,
    RLock: RLock.from,
    Semaphore: Semaphore.from,
    BoundedSemaphore: BoundedSemaphore.from,
  };
  return makers[handle.kind](handle as never);
}

export function nothing(): void {}

export function fail(message: string): never {
  throw new RangeError(message);
}

export function throwRecord(): never {
  throw { code: 42 };
}

export function failLater(): Promise<void> {
  queueMicrotask(() => {
    throw new Error("left behind");
  });
  return new Promise((resolve) => setTimeout(resolve));
}

export function exit(code: number): void {
  Deno.exit(code);
}

export function release(handle: AnyHandle): void {
  fromHandle(handle).release();
}

/** Acquires, says so, waits to be let go, and releases. */
export function hold(handle: AnyHandle, held: EventHandle, letGo: EventHandle): void {
  const lock = fromHandle(handle);
  lock.acquire();
  Event.from(held).set();
  Event.from(letGo).wait();
  lock.release();
}

/** Fails if it can acquire without waiting. */
export function failToAcquire(handle: AnyHandle): void {
  if (fromHandle(handle).acquire({ blocking: false })) throw new Error("acquired");
}

/** Acquires and counts, never to release. */
export function pass(handle: AnyHandle, passed: SharedCounterHandle): void {
  fromHandle(handle).acquire();
  SharedCounter.from(passed).increment();
}

/** Acquires in one of these ways; whether it could. */
const WAYS: readonly ((lock: Lockable) => boolean | Promise<boolean>)[] = [
  (lock) => lock.acquire(),
  (lock) => lock.acquire({ blocking: false }),
  (lock) => lock.acquire({ timeout: 0.05 }),
  (lock) => lock.acquireAsync(),
  (lock) => lock.acquireAsync({ timeout: 1 }),
  (lock) => abortSoon(lock),
];

async function abortSoon(lock: Lockable): Promise<boolean> {
  const controller = new AbortController();
  const acquired = lock.acquireAsync({ signal: controller.signal }).catch(() => false);
  controller.abort();
  return await acquired;
}

/** The words of `contend`: how many are inside, and how often anybody was, by a count that only the lock protects. */
export const INSIDE = 0;
export const TOTAL = 1;
export const ENTERED = 2;

/** Acquires `times` in all ways in turn, and fails unless at most `limit` are inside; counts every time that it was. */
export async function contend(handle: AnyHandle, words: Int32Array, limit: number, times: number): Promise<void> {
  const lock = fromHandle(handle);
  let entered = 0;
  for (let k = 0; k < times; k++) {
    const acquired = WAYS[k % WAYS.length](lock);
    if (!(typeof acquired === "boolean" ? acquired : await acquired)) {
      if (k % WAYS.length % 3 === 0) throw new Error("a wait for ever ended");
      continue;
    }
    const inside = Atomics.add(words, INSIDE, 1) + 1;
    if (inside > limit) throw new Error(`${inside} inside, not ${limit}`);
    if (limit === 1) words[ENTERED]++;
    entered++;
    Atomics.sub(words, INSIDE, 1);
    lock.release();
  }
  if (limit > 1) Atomics.add(words, ENTERED, entered);
  Atomics.add(words, TOTAL, entered);
}

/** Waits for a condition, counting before and after, with its lock held; says at another that it does. */
export function awaitNotice(handle: ConditionHandle, arrivals: ConditionHandle, waiting: Int32Array): void {
  const condition = Condition.from(handle);
  using _guard = condition.hold();
  waiting[0]++;
  Condition.from(arrivals).notify();
  condition.wait();
  waiting[1]++;
  Condition.from(arrivals).notify();
}

/** The words of a buffer of limited size that producers fill and consumers empty. */
export const FILLED = 0;
export const TAKEN = 1;
export const SIZE = 4;

export async function produce(notFull: ConditionHandle, notEmpty: ConditionHandle, words: Int32Array, items: number) {
  const [room, news] = [Condition.from(notFull), Condition.from(notEmpty)];
  for (let k = 0; k < items; k++) {
    using _guard = k % 5 === 0 ? await room.holdAsync() : room.hold();
    const isRoom = () => words[FILLED] < SIZE;
    if (k % 7 === 0) await room.waitForAsync(isRoom);
    else room.waitFor(isRoom);
    words[FILLED]++;
    news.notify();
  }
}

export async function consume(notFull: ConditionHandle, notEmpty: ConditionHandle, words: Int32Array, items: number) {
  const [room, news] = [Condition.from(notFull), Condition.from(notEmpty)];
  for (let k = 0; k < items; k++) {
    using _guard = k % 6 === 0 ? await news.holdAsync() : news.hold();
    const isNews = () => words[FILLED] > 0;
    // A wait that times out at once must not take a notice along.
    if (k % 3 === 0) news.wait({ timeout: 0 });
    if (k % 4 === 0) await news.waitForAsync(isNews);
    else news.waitFor(isNews);
    words[FILLED]--;
    words[TAKEN]++;
    room.notify();
  }
}

/** Passes a barrier again and again; fails if anybody is a round ahead or behind. */
export async function meet(handle: BarrierHandle, arrived: Int32Array, rounds: number): Promise<void> {
  const barrier = Barrier.from(handle);
  for (let round = 0; round < rounds; round++) {
    Atomics.add(arrived, round, 1);
    const index = round % 5 === 0 ? await barrier.waitAsync() : barrier.wait();
    if (Atomics.load(arrived, round) !== barrier.parties) throw new Error(`went on in round ${round} without all`);
    Atomics.add(arrived, rounds, index);
  }
}

/** Waits for a barrier, which breaks. */
export function arrive(handle: BarrierHandle): void {
  Barrier.from(handle).wait();
}

/** Sets one event, and waits for another to be set in answer. */
export async function ping(pings: EventHandle, pongs: EventHandle, rounds: number): Promise<void> {
  const [mine, yours] = [Event.from(pongs), Event.from(pings)];
  for (let round = 0; round < rounds; round++) {
    yours.set();
    if (round % 10 === 0) await mine.waitAsync();
    else mine.wait();
    mine.clear();
  }
}

/** Answers each setting of one event by one of another. */
export function pong(ping: EventHandle, pongs: EventHandle, rounds: number): void {
  const [mine, yours] = [Event.from(ping), Event.from(pongs)];
  for (let round = 0; round < rounds; round++) {
    mine.wait();
    mine.clear();
    yours.set();
  }
}

export function waitForEvent(handle: EventHandle, passed: SharedCounterHandle): void {
  Event.from(handle).wait();
  SharedCounter.from(passed).increment();
}

export function count(counter: SharedCounterHandle, times: number): void {
  const shared = SharedCounter.from(counter);
  for (let k = 0; k < times; k++) shared.increment();
}

/** Counts down until it is told to end. */
export function runTask(handle: CooperativeTaskHandle, begun: EventHandle): void {
  const cooperative = Task.from(handle);
  while (cooperative.sleep(1)) Event.from(begun).set();
}

/** Writes what a thread knows of itself. */
export function tellSelf(name: string, out: Int32Array): void {
  const self = currentThread();
  if (self.name !== name || self !== currentThread() || !self.isAlive()) throw new Error(`it is ${self.name}`);
  const child = new Thread({ target: task(import.meta, nothing) });
  out.set([self.ident!, getIdent(), Number(self.daemon), Number(child.daemon)]);
}

/** Holds one of each kind by their names, and lets go when all have been seen. */
export function holdNamed(name: string): void {
  const [lock, rlock] = [Lock.named(`${name}: lock`), RLock.named(`${name}: rlock`)];
  lock.acquire();
  rlock.acquire();
  Semaphore.named(`${name}: semaphore`, 3).acquire();
  BoundedSemaphore.named(`${name}: bounded`, 2).acquire();
  SharedCounter.named(`${name}: counter`).increment(7.5);
  Event.named(`${name}: held`).set();
  const condition = Condition.named(`${name}: condition`);
  using _guard = condition.hold();
  Barrier.named(`${name}: barrier`, 2).wait();
  condition.wait();
  while (Task.named(`${name}: task`).sleep(1));
  rlock.release();
  lock.release();
}

/** Adds one to each of so many counters, in step with the other threads. */
export function countNamed(names: number, threads: number): void {
  for (let k = 0; k < names; k++) {
    if (k % 50 === 0) Barrier.named(`barrier ${k}`, threads).wait();
    SharedCounter.named(`counter ${k}`).increment();
  }
}

export function spin(): never {
  while (true);
}

export async function sayLater(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log("later");
}

export function joinSelf(): void {
  currentThread().join();
}

export function joinOther(handle: ThreadHandle, joined: SharedCounterHandle): void {
  Thread.from(handle).join();
  if (Thread.from(handle).isAlive()) throw new Error("not ended");
  SharedCounter.from(joined).increment();
}

/** Starts a thread that ends after this one. */
export function leaveChild(letGo: EventHandle, passed: SharedCounterHandle): void {
  new Thread({ target: task(import.meta, waitForEvent), args: [letGo, passed] }).start();
}

export function apply(f: (x: number) => number, x: number, out: Float64Array): void {
  out[0] = f(x);
}

export function square(x: number): number {
  return x * x;
}

export class Counting extends Thread {
  private readonly counter: SharedCounterHandle;

  constructor(counter: SharedCounter, readonly times: number) {
    super({ module: import.meta, name: "counting" });
    this.counter = counter.share();
  }

  override run(): void {
    if (currentThread() !== this) throw new Error("somebody else");
    SharedCounter.from(this.counter).increment(this.times);
  }
}
