import { checkHandle } from "./handle.ts";
import { Lock, type LockHandle } from "./lock.ts";
import { named } from "./names.ts";
import type { WaitOptions } from "./patience.ts";
import { PERMIT_WORDS, setPermits } from "./permits.ts";

/** A counter, as it is posted to another thread. */
export interface SharedCounterHandle {
  readonly kind: "SharedCounter";
  readonly lock: LockHandle;
  readonly value: Float64Array;
}

/**
 * A number that threads count together. Adding is reading and writing, and what another thread adds in between would be
 * lost: hence the lock.
 *
 * @example
 * ```ts
 * import { SharedCounter } from "lanes/threading";
 *
 * const counter = new SharedCounter();
 * counter.increment();
 * counter.increment(5);
 * counter.decrement(2);
 * console.log(counter.value); // 4
 * ```
 */
export class SharedCounter {
  readonly #lock: Lock;
  readonly #value: Float64Array;

  /**
   * @param value What it starts with.
   * @param shared Another's memory, to be the same one; left out, it has its own.
   */
  constructor(value = 0, shared?: Pick<SharedCounterHandle, "lock" | "value">) {
    this.#lock = shared ? Lock.from(shared.lock) : new Lock();
    this.#value = shared?.value ?? new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
    if (!shared) this.#value[0] = value;
  }

  /** The counter that a handle stands for. */
  static from(handle: SharedCounterHandle): SharedCounter {
    return new SharedCounter(0, checkHandle(handle, "SharedCounter"));
  }

  /**
   * The counter of a name: the same one on all threads of the program that ask for it.
   *
   * It starts with 0.
   *
   * @throws {TypeError} If the name is that of something else.
   */
  static named(name: string): SharedCounter {
    const { parts: [words, value] } = named(name, {
      kind: "SharedCounter",
      parts: [PERMIT_WORDS, 2],
      write: ([words]) => setPermits(words, 1),
    });
    const { buffer, byteOffset } = value;
    return new SharedCounter(0, { lock: { kind: "Lock", words }, value: new Float64Array(buffer, byteOffset, 1) });
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks. */
  share(): SharedCounterHandle {
    return { kind: "SharedCounter", lock: this.#lock.share(), value: this.#value };
  }

  /**
   * The number, at this moment.
   *
   * @throws {TypeError} If another thread counts just now and this one may not block, as a page's own: see `valueAsync`.
   */
  get value(): number {
    using _guard = this.#lock.hold();
    return this.#value[0];
  }

  /** As `value`, without blocking. */
  async valueAsync(options?: WaitOptions): Promise<number> {
    using _guard = await this.#lock.holdAsync(options);
    return this.#value[0];
  }

  /**
   * Adds to it. Blocks while another thread does.
   *
   * @throws A `TimeoutError` when the time is over; nothing is added then.
   */
  increment(by = 1, options?: WaitOptions): void {
    using _guard = this.#lock.hold(options);
    this.#value[0] += by;
  }

  /** As `increment`, letting the event loop turn. */
  async incrementAsync(by = 1, options?: WaitOptions): Promise<void> {
    using _guard = await this.#lock.holdAsync(options);
    this.#value[0] += by;
  }

  /** Subtracts from it. */
  decrement(by = 1, options?: WaitOptions): void {
    this.increment(-by, options);
  }

  /** As `decrement`, letting the event loop turn. */
  async decrementAsync(by = 1, options?: WaitOptions): Promise<void> {
    await this.incrementAsync(-by, options);
  }
}
