import { checkHandle } from "./handle.ts";
import { named } from "./names.ts";
import { type Patience, patience, type WaitOptions } from "./patience.ts";
import { block, type Steps, waitFor } from "./waiting.ts";

/** An event, as it is posted to another thread. */
export interface EventHandle {
  readonly kind: "Event";
  readonly words: Int32Array;
}

/**
 * How often it was set or cleared: odd while it is set. Who waits is woken by any change, so that it notices even an
 * event that is cleared right after it is set.
 */
const CHANGES = 0;
/** How many words an event takes; new, they are 0. */
export const EVENT_WORDS = 1;

/**
 * A flag that threads wait for.
 *
 * @example
 * ```ts
 * import { Event } from "lanes/threading";
 *
 * const ready = new Event();
 * const waiting = ready.waitAsync({ timeout: 1000 });
 * ready.set();
 * console.log(await waiting, ready.isSet()); // true true
 * ```
 */
export class Event {
  readonly #words: Int32Array;

  /** @param words Its memory; left out, a new one's. */
  constructor(words: Int32Array = new Int32Array(new SharedArrayBuffer(EVENT_WORDS * Int32Array.BYTES_PER_ELEMENT))) {
    this.#words = words;
  }

  /** The event that a handle stands for. */
  static from(handle: EventHandle): Event {
    return new Event(checkHandle(handle, "Event").words);
  }

  /**
   * The event of a name: the same one on all threads of the program that ask for it.
   *
   * @throws {TypeError} If the name is that of something else.
   */
  static named(name: string): Event {
    return new Event(named(name, { kind: "Event", parts: [EVENT_WORDS], write: () => {} }).parts[0]);
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks. */
  share(): EventHandle {
    return { kind: "Event", words: this.#words };
  }

  /** Whether it is set. */
  isSet(): boolean {
    return isOdd(Atomics.load(this.#words, CHANGES));
  }

  /** Sets it, and wakes all who wait. */
  set(): void {
    this.#change(true);
    Atomics.notify(this.#words, CHANGES);
  }

  /** Clears it: `wait` waits again. */
  clear(): void {
    this.#change(false);
  }

  /**
   * Blocks the thread until the event is set.
   *
   * @returns Whether it was: false when the time is over.
   */
  wait(options: WaitOptions = {}): boolean {
    return block(this.#wait(patience(options, false)));
  }

  /** As `wait`, letting the event loop turn. */
  async waitAsync(options: WaitOptions = {}): Promise<boolean> {
    return await waitFor(this.#wait(patience(options, true)));
  }

  *#wait({ deadline, signal }: Patience): Steps<boolean> {
    const words = this.#words;
    const before = Atomics.load(words, CHANGES);
    if (isOdd(before)) return true;
    while (performance.now() < deadline) {
      yield { words, index: CHANGES, value: before, deadline, signal };
      if (Atomics.load(words, CHANGES) !== before) return true;
    }
    return false;
  }

  #change(set: boolean): void {
    for (let found = Atomics.load(this.#words, CHANGES); isOdd(found) !== set;) {
      const before = Atomics.compareExchange(this.#words, CHANGES, found, found + 1 | 0);
      if (before === found) return;
      found = before;
    }
  }
}

function isOdd(count: number): boolean {
  return (count & 1) === 1;
}
