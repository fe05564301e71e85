import { InvalidStateError } from "./errors.ts";
import { checkHandle } from "./handle.ts";
import { getIdent } from "./identity.ts";
import { Lockable } from "./lockable.ts";
import type { AcquireOptions, Patience } from "./patience.ts";
import { named } from "./names.ts";
import { available, createPermits, give, PERMIT_WORDS, setPermits, take, tryTake } from "./permits.ts";
import type { Steps } from "./waiting.ts";

/** A re-entrant lock, as it is posted to another thread. */
export interface RLockHandle {
  readonly kind: "RLock";
  /** Those of the permit. */
  readonly words: Int32Array;
  /** The owner, and how often it acquired. */
  readonly holder: Int32Array;
}

const OWNER = 0;
const COUNT = 1;
/** How many words the rest of a lock takes. */
export const HOLDER_WORDS = 2;

/**
 * A lock that its owner may acquire again, and must release as often. The owner is a thread: two asynchronous functions
 * on one thread don't keep each other out, as they don't in Python.
 *
 * @example
 * ```ts
 * import { RLock } from "lanes/threading";
 *
 * const lock = new RLock();
 * using _outer = lock.hold();
 * using _inner = lock.hold();
 * console.log(lock.locked()); // true
 * ```
 */
export class RLock extends Lockable {
  readonly #words: Int32Array;
  readonly #holder: Int32Array;

  /**
   * @param words Its memory; left out, a new one's.
   * @param holder The rest of it.
   */
  constructor(
    words: Int32Array = createPermits(1),
    holder: Int32Array = new Int32Array(new SharedArrayBuffer(HOLDER_WORDS * Int32Array.BYTES_PER_ELEMENT)),
  ) {
    super();
    this.#words = words;
    this.#holder = holder;
  }

  /** The lock that a handle stands for. */
  static from(handle: RLockHandle): RLock {
    const { words, holder } = checkHandle(handle, "RLock");
    return new RLock(words, holder);
  }

  /**
   * The lock of a name: the same one on all threads of the program that ask for it.
   *
   * @throws {TypeError} If the name is that of something else.
   */
  static named(name: string): RLock {
    const { parts: [words, holder] } = named(name, {
      kind: "RLock",
      parts: [PERMIT_WORDS, HOLDER_WORDS],
      write: ([words]) => setPermits(words, 1),
    });
    return new RLock(words, holder);
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks. */
  share(): RLockHandle {
    return { kind: "RLock", words: this.#words, holder: this.#holder };
  }

  override acquire(options?: AcquireOptions): boolean {
    if (options === undefined && (this.#again() || tryTake(this.#words) && this.#own(1))) return true;
    return super.acquire(options);
  }

  /**
   * Takes back one `acquire`; the last one lets another thread have it.
   *
   * @throws {InvalidStateError} If this thread doesn't hold it.
   */
  override release(): void {
    this.#checkOwned("released");
    if (--this.#holder[COUNT] === 0) this.#disown();
  }

  /** Whether some thread holds it. */
  locked(): boolean {
    return available(this.#words) === 0;
  }

  /** For conditions: whether this thread holds it. */
  isOwned(): boolean {
    // Not atomic, and needn't be: a thread's number is written, and overwritten when it releases, by itself alone.
    return this.#holder[OWNER] === getIdent();
  }

  /** For conditions: gives it up, however often it was acquired. */
  releaseAll(): number {
    this.#checkOwned("given up");
    const count = this.#holder[COUNT];
    this.#disown();
    return count;
  }

  /** For conditions: acquires it as it was before `releaseAll`. */
  *restore(count: number, patience: Patience): Steps<void> {
    yield* take(this.#words, patience);
    this.#own(count);
  }

  override *acquireSteps(patience: Patience): Steps<boolean> {
    if (this.#again()) return true;
    return (yield* take(this.#words, patience)) && this.#own(1);
  }

  #again(): boolean {
    if (!this.isOwned()) return false;
    this.#holder[COUNT]++;
    return true;
  }

  #own(count: number): true {
    this.#holder[COUNT] = count;
    this.#holder[OWNER] = getIdent();
    return true;
  }

  #disown(): void {
    this.#holder[COUNT] = 0;
    this.#holder[OWNER] = 0;
    give(this.#words, 1, 1);
  }

  #checkOwned(what: string): void {
    if (!this.isOwned()) throw new InvalidStateError(`a lock that this thread doesn't hold can't be ${what}`);
  }
}
