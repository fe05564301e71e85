import { timeoutError } from "./errors.ts";
import { type AcquireOptions, type Patience, patience, type WaitOptions } from "./patience.ts";
import { block, type Steps, waitFor } from "./waiting.ts";

/** Something held; the end of its scope releases it. */
export interface Guard extends Disposable, AsyncDisposable {}

/** What all locks and semaphores can do. */
export abstract class Lockable {
  /** Acquires in steps, for what is made of steps itself; false when the time is over. See `block` and `waitFor`. */
  abstract acquireSteps(patience: Patience): Steps<boolean>;

  /** Gives back what was acquired. */
  abstract release(): void;

  /**
   * Acquires, blocking the thread until it can.
   *
   * @returns Whether it was acquired: false when the time is over, or when it would have had to block but may not.
   * @throws {RangeError} If the time-out is negative and not -1, or comes with `blocking: false`.
   * @throws {TypeError} If it would have to block on a thread that can't, such as a page's.
   */
  acquire(options: AcquireOptions = {}): boolean {
    return block(this.acquireSteps(patience(options, false)));
  }

  /**
   * Acquires, letting the event loop turn until it can. Those who wait are not served in order.
   *
   * @returns Whether it was acquired.
   * @throws {RangeError} If the time-out is negative and not -1; the reason of the signal, if it is aborted.
   */
  async acquireAsync(options: AcquireOptions = {}): Promise<boolean> {
    return await waitFor(this.acquireSteps(patience(options, true)));
  }

  /**
   * Acquires for the rest of a scope: `using guard = lock.hold()`.
   *
   * @throws A `TimeoutError` when the time is over.
   */
  hold(options?: WaitOptions): Guard {
    return this.#guard(this.acquire(options), options);
  }

  /**
   * Acquires for the rest of a scope, without blocking: `using guard = await lock.holdAsync()`.
   *
   * @throws A `TimeoutError` when the time is over; the reason of the signal.
   */
  async holdAsync(options?: WaitOptions): Promise<Guard> {
    return this.#guard(await this.acquireAsync(options), options);
  }

  #guard(acquired: boolean, options?: WaitOptions): Guard {
    if (!acquired) throw timeoutError(`the lock was not to be had within ${options?.timeout} ms`);
    return new Held(this);
  }
}

/** A class rather than an object with two closures, which takes twice as long to make and use. */
class Held implements Guard {
  constructor(private readonly lock: Lockable) {}

  [Symbol.dispose](): void {
    this.lock.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.lock.release();
    return Promise.resolve();
  }
}
