import { checkHandle } from "./handle.ts";
import { Lockable } from "./lockable.ts";
import type { AcquireOptions, Patience } from "./patience.ts";
import { named } from "./names.ts";
import { available, createPermits, give, PERMIT_WORDS, setPermits, take, tryTake } from "./permits.ts";
import type { Steps } from "./waiting.ts";

/** A semaphore, as it is posted to another thread. */
export interface SemaphoreHandle {
  readonly kind: "Semaphore" | "BoundedSemaphore";
  readonly words: Int32Array;
  /** The most that its value can be. */
  readonly bound: number;
}

const LARGEST = 2 ** 31 - 1;

/**
 * A value that `acquire` lowers, waiting while it is 0, and `release` raises.
 *
 * @example
 * ```ts
 * import { Semaphore } from "lanes/threading";
 *
 * const seats = new Semaphore(2);
 * seats.acquire();
 * seats.acquire();
 * console.log(seats.acquire({ blocking: false })); // false
 * seats.release(2);
 * console.log(seats.value); // 2
 * ```
 */
export class Semaphore extends Lockable {
  readonly #words: Int32Array;
  readonly #bound: number;

  /**
   * @param value What it starts with: a whole number, at least 0.
   * @param shared Another's memory and bound, to be the same one; left out, it has its own and no bound.
   * @throws {RangeError} If the value isn't one.
   */
  constructor(value = 1, shared?: Pick<SemaphoreHandle, "words" | "bound">) {
    super();
    checkValue(value);
    this.#words = shared?.words ?? createPermits(value);
    this.#bound = shared?.bound ?? LARGEST;
  }

  /** The semaphore that a handle stands for. */
  static from(handle: SemaphoreHandle): Semaphore {
    const { kind } = checkHandle(handle, "Semaphore", "BoundedSemaphore");
    return kind === "Semaphore" ? new Semaphore(0, handle) : BoundedSemaphore.from(handle);
  }

  /**
   * The semaphore of a name: the same one on all threads of the program that ask for it.
   *
   * @param value What it starts with, if it is new, by default 1; given, it must be what it started with.
   * @throws {TypeError} If the name is that of something else.
   * @throws {RangeError} If the value is none, or isn't what it started with.
   */
  static named(name: string, value?: number): Semaphore {
    const { words } = namedPermits("Semaphore", name, value);
    return new Semaphore(0, { words, bound: LARGEST });
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks. */
  share(): SemaphoreHandle {
    return { kind: "Semaphore", words: this.#words, bound: this.#bound };
  }

  /** How often it can be acquired without waiting, at this moment. */
  get value(): number {
    return available(this.#words);
  }

  override acquire(options?: AcquireOptions): boolean {
    if (options === undefined && tryTake(this.#words)) return true;
    return super.acquire(options);
  }

  /**
   * Raises the value, and wakes as many as wait for it.
   *
   * @param n By how much: at least 1.
   * @throws {RangeError} If n is less, or the value would pass its bound; it is unchanged then.
   */
  override release(n = 1): void {
    if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`release takes a whole number of at least 1, not ${n}`);
    if (!give(this.#words, n, this.#bound)) throw new RangeError(`a semaphore can't be released above ${this.#bound}`);
  }

  override acquireSteps(patience: Patience): Steps<boolean> {
    return take(this.#words, patience);
  }
}

/** A semaphore that refuses to be released more often than acquired. */
export class BoundedSemaphore extends Semaphore {
  /**
   * @param value What it starts with, and can't pass.
   * @param shared Another's memory, to be the same one; left out, it has its own.
   */
  constructor(value = 1, shared?: Pick<SemaphoreHandle, "words" | "bound">) {
    super(value, shared ?? { words: createPermits(value), bound: value });
  }

  /** The semaphore that a handle stands for. */
  static override from(handle: SemaphoreHandle): BoundedSemaphore {
    return new BoundedSemaphore(0, checkHandle(handle, "BoundedSemaphore"));
  }

  /**
   * The semaphore of a name: the same one on all threads of the program that ask for it.
   *
   * @param value What it starts with and can't pass, if it is new, by default 1; given, it must be that.
   * @throws {TypeError} If the name is that of something else.
   * @throws {RangeError} If the value is none, or isn't what it started with.
   */
  static override named(name: string, value?: number): BoundedSemaphore {
    const { words, parameter } = namedPermits("BoundedSemaphore", name, value);
    return new BoundedSemaphore(0, { words, bound: parameter });
  }

  override share(): SemaphoreHandle {
    return { ...super.share(), kind: "BoundedSemaphore" };
  }
}

function checkValue(value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= LARGEST) return;
  throw new RangeError(`a semaphore starts with a whole number from 0 to ${LARGEST}: it is ${value}`);
}

function namedPermits(kind: SemaphoreHandle["kind"], name: string, value: number | undefined) {
  if (value !== undefined) checkValue(value);
  const { parts: [words], parameter } = named(name, {
    kind,
    parameter: value,
    fallback: 1,
    parts: [PERMIT_WORDS],
    write: ([words], count) => setPermits(words, count),
  });
  return { words, parameter };
}
