import { checkHandle } from "./handle.ts";
import { Lock, type LockHandle } from "./lock.ts";

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

  /** Makes a handle, for `postMessage` and for the arguments of tasks. */
  share(): SharedCounterHandle {
    return { kind: "SharedCounter", lock: this.#lock.share(), value: this.#value };
  }

  /** The number, at this moment. */
  get value(): number {
    using _guard = this.#lock.hold();
    return this.#value[0];
  }

  /** Adds to it. Blocks while another thread does, so that a page's own thread must leave counting to its workers. */
  increment(by = 1): void {
    using _guard = this.#lock.hold();
    this.#value[0] += by;
  }

  /** Subtracts from it. */
  decrement(by = 1): void {
    this.increment(-by);
  }
}
