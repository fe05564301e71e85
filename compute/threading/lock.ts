import { InvalidStateError } from "./errors.ts";
import { checkHandle } from "./handle.ts";
import { Lockable } from "./lockable.ts";
import type { AcquireOptions, Patience } from "./patience.ts";
import { named } from "./names.ts";
import { available, createPermits, give, PERMIT_WORDS, setPermits, take, tryTake } from "./permits.ts";
import type { Steps } from "./waiting.ts";

/** A lock, as it is posted to another thread. */
export interface LockHandle {
  readonly kind: "Lock";
  readonly words: Int32Array;
}

/**
 * At most one holds it; any thread may release it. Which of those who wait is next is left open.
 *
 * @example
 * ```ts
 * import { Lock } from "lanes/threading";
 *
 * const lock = new Lock();
 * {
 *   using _guard = lock.hold();
 *   console.log(lock.locked()); // true
 * }
 * console.log(lock.locked()); // false
 *
 * const same = Lock.from(lock.share()); // on another thread, say
 * console.log(await same.acquireAsync({ timeout: 100 }), lock.locked()); // true true
 * ```
 */
export class Lock extends Lockable {
  readonly #words: Int32Array;

  /** @param words Its memory; left out, a new one's. */
  constructor(words: Int32Array = createPermits(1)) {
    super();
    this.#words = words;
  }

  /** The lock that a handle stands for. */
  static from(handle: LockHandle): Lock {
    return new Lock(checkHandle(handle, "Lock").words);
  }

  /**
   * The lock of a name: the same one on all threads of the program that ask for it.
   *
   * @throws {TypeError} If the name is that of something else.
   */
  static named(name: string): Lock {
    const { parts: [words] } = named(name, {
      kind: "Lock",
      parts: [PERMIT_WORDS],
      write: ([words]) => setPermits(words, 1),
    });
    return new Lock(words);
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks; `Lock.from` makes the same lock of it. */
  share(): LockHandle {
    return { kind: "Lock", words: this.#words };
  }

  override acquire(options?: AcquireOptions): boolean {
    if (options === undefined && tryTake(this.#words)) return true;
    return super.acquire(options);
  }

  /**
   * Lets the next one have it.
   *
   * @throws {InvalidStateError} If nobody holds it.
   */
  override release(): void {
    if (!give(this.#words, 1, 1)) throw new InvalidStateError("an unlocked lock can't be released");
  }

  /** Whether somebody holds it. */
  locked(): boolean {
    return available(this.#words) === 0;
  }

  /** For conditions: whether it is held; by whom, a lock can't tell. */
  isOwned(): boolean {
    return this.locked();
  }

  /** For conditions: gives it up, however often it was acquired. */
  releaseAll(): number {
    this.release();
    return 1;
  }

  /** For conditions: acquires it as it was before `releaseAll`. */
  *restore(_count: number, patience: Patience): Steps<void> {
    yield* take(this.#words, patience);
  }

  override acquireSteps(patience: Patience): Steps<boolean> {
    return take(this.#words, patience);
  }
}
