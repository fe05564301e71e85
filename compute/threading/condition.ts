import { InvalidStateError } from "./errors.ts";
import { checkHandle } from "./handle.ts";
import type { Guard } from "./lockable.ts";
import { Lock, type LockHandle } from "./lock.ts";
import { type AcquireOptions, endless, type Patience, patience, type WaitOptions } from "./patience.ts";
import { named } from "./names.ts";
import { PERMIT_WORDS, setPermits } from "./permits.ts";
import { HOLDER_WORDS, RLock, type RLockHandle } from "./rlock.ts";
import { call, callOf, createRoll, enrol, isWaiting, leave, ROLL_WORDS } from "./roll.ts";
import { block, type Steps, waitFor } from "./waiting.ts";

/** A condition, as it is posted to another thread. */
export interface ConditionHandle {
  readonly kind: "Condition";
  readonly lock: LockHandle | RLockHandle;
  readonly words: Int32Array;
}

/**
 * A lock, and a place to wait at for what only another holder of the lock can bring about.
 *
 * @example
 * ```ts
 * import { Condition } from "lanes/threading";
 *
 * const changed = new Condition();
 * let ready = false;
 *
 * async function wait(): Promise<string> {
 *   using _guard = await changed.holdAsync();
 *   await changed.waitForAsync(() => ready);
 *   return "ready";
 * }
 *
 * const waiting = wait();
 * {
 *   using _guard = changed.hold();
 *   ready = true;
 *   changed.notify();
 * }
 * console.log(await waiting); // ready
 * ```
 */
export class Condition {
  /** The lock that must be held to wait and to notify. */
  readonly lock: Lock | RLock;
  readonly #words: Int32Array;

  /**
   * @param lock Its lock; several conditions may share one. By default an `RLock` of its own.
   * @param words Its memory; left out, a new one's.
   */
  constructor(lock: Lock | RLock = new RLock(), words: Int32Array = createRoll()) {
    this.lock = lock;
    this.#words = words;
  }

  /** The condition that a handle stands for. */
  static from(handle: ConditionHandle): Condition {
    const { lock, words } = checkHandle(handle, "Condition");
    return new Condition(lock.kind === "Lock" ? Lock.from(lock) : RLock.from(lock), words);
  }

  /**
   * The condition of a name: the same one on all threads of the program that ask for it.
   *
   * Its lock is an `RLock` of its own.
   *
   * @throws {TypeError} If the name is that of something else.
   */
  static named(name: string): Condition {
    const { parts: [lock, holder, words] } = named(name, {
      kind: "Condition",
      parts: [PERMIT_WORDS, HOLDER_WORDS, ROLL_WORDS],
      write: ([lock]) => setPermits(lock, 1),
    });
    return new Condition(new RLock(lock, holder), words);
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks. */
  share(): ConditionHandle {
    return { kind: "Condition", lock: this.lock.share(), words: this.#words };
  }

  /** As the lock's. */
  acquire(options?: AcquireOptions): boolean {
    return this.lock.acquire(options);
  }

  /** As the lock's. */
  acquireAsync(options?: AcquireOptions): Promise<boolean> {
    return this.lock.acquireAsync(options);
  }

  /** As the lock's. */
  release(): void {
    this.lock.release();
  }

  /** As the lock's. */
  hold(options?: WaitOptions): Guard {
    return this.lock.hold(options);
  }

  /** As the lock's. */
  holdAsync(options?: WaitOptions): Promise<Guard> {
    return this.lock.holdAsync(options);
  }

  /**
   * Gives the lock up, blocks the thread until it is notified, and acquires the lock again, however long that takes.
   *
   * @returns Whether it was notified: false when the time was over before.
   * @throws {InvalidStateError} If the lock isn't held.
   */
  wait(options: WaitOptions = {}): boolean {
    return block(this.waitSteps(patience(options, false)));
  }

  /**
   * As `wait`, letting the event loop turn.
   *
   * @throws {InvalidStateError} If the lock isn't held; the signal's reason, with the lock held again.
   */
  async waitAsync(options: WaitOptions = {}): Promise<boolean> {
    return await waitFor(this.waitSteps(patience(options, true)));
  }

  /**
   * Waits until something is the case, looking each time that it is notified.
   *
   * @returns What the predicate gave last: what is falsy when the time is over.
   */
  waitFor<T>(predicate: () => T, options: WaitOptions = {}): T {
    return block(this.waitForSteps(predicate, patience(options, false)));
  }

  /** As `waitFor`, letting the event loop turn. */
  async waitForAsync<T>(predicate: () => T, options: WaitOptions = {}): Promise<T> {
    return await waitFor(this.waitForSteps(predicate, patience(options, true)));
  }

  /**
   * Wakes those who wait, first come, first served. They go on once the lock is released.
   *
   * @param n How many, at most.
   * @throws {InvalidStateError} If the lock isn't held.
   */
  notify(n = 1): void {
    this.#checkOwned("notify");
    call(this.#words, n);
  }

  /** Wakes all who wait. */
  notifyAll(): void {
    this.notify(Infinity);
  }

  /** `wait` in steps, for what is made of steps itself. */
  *waitSteps(patience: Patience): Steps<boolean> {
    this.#checkOwned("wait");
    const place = enrol(this.#words);
    const count = this.lock.releaseAll();
    let aborted: { reason: unknown } | null = null;
    try {
      while (isWaiting(this.#words, place) && performance.now() < patience.deadline) {
        yield callOf(this.#words, place, patience);
      }
    } catch (reason) {
      aborted = { reason };
    }
    yield* this.lock.restore(count, endless(patience.async));
    const called = leave(this.#words, place);
    // Who was notified and aborted at once was notified: nobody else will be in its stead.
    if (aborted && !called) throw aborted.reason;
    return called;
  }

  /** `waitFor` in steps. */
  *waitForSteps<T>(predicate: () => T, patience: Patience): Steps<T> {
    for (let result = predicate();; result = predicate()) {
      if (result || performance.now() >= patience.deadline) return result;
      yield* this.waitSteps(patience);
    }
  }

  #checkOwned(what: string): void {
    if (!this.lock.isOwned()) throw new InvalidStateError(`acquire the condition's lock first: ${what} needs it held`);
  }
}
