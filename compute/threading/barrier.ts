import { Condition, type ConditionHandle } from "./condition.ts";
import { BrokenBarrierError } from "./errors.ts";
import { checkHandle } from "./handle.ts";
import { Lock } from "./lock.ts";
import { endless, type Patience, patience, type WaitOptions } from "./patience.ts";
import { named } from "./names.ts";
import { PERMIT_WORDS, setPermits } from "./permits.ts";
import { ROLL_WORDS } from "./roll.ts";
import { block, type Steps, waitFor } from "./waiting.ts";

/** A barrier, as it is posted to another thread. */
export interface BarrierHandle {
  readonly kind: "Barrier";
  readonly parties: number;
  readonly changed: ConditionHandle;
  readonly words: Int32Array;
}

/** What a barrier may be given beyond its number. */
export interface BarrierOptions {
  /** Called by the last to arrive before all go on; each thread's own, since a function can't be posted. */
  readonly action?: () => void;
  /** For each wait that has no time-out of its own; in ms. */
  readonly timeout?: number;
}

/** The words: how many have arrived and not left, and the state. */
const COUNT = 0;
const STATE = 1;
const BARRIER_WORDS = 2;

/** The first waits; the second goes; the others have the waiting end with an error. */
const FILLING = 0;
const DRAINING = 1;
const RESETTING = 2;
const BROKEN = 3;

/**
 * Where a fixed number of threads wait for each other, again and again.
 *
 * @example
 * ```ts
 * import { Barrier } from "lanes/threading";
 *
 * const barrier = new Barrier(2, { action: () => console.log("all here") });
 * const places = await Promise.all([barrier.waitAsync(), barrier.waitAsync()]);
 * console.log(places.sort()); // [0, 1]
 * ```
 */
export class Barrier {
  /** How many wait for each other. */
  readonly parties: number;
  readonly #changed: Condition;
  readonly #words: Int32Array;
  readonly #options: BarrierOptions;

  /**
   * @param parties How many: a whole number of at least 1.
   * @param options An action, a time-out.
   * @param shared Another's memory, to be the same one; left out, it has its own.
   * @throws {RangeError} If `parties` isn't one.
   */
  constructor(parties: number, options: BarrierOptions = {}, shared?: Pick<BarrierHandle, "changed" | "words">) {
    checkParties(parties);
    this.parties = parties;
    this.#options = options;
    this.#changed = shared ? Condition.from(shared.changed) : new Condition(new Lock());
    this.#words = shared?.words ?? new Int32Array(new SharedArrayBuffer(BARRIER_WORDS * Int32Array.BYTES_PER_ELEMENT));
  }

  /** The barrier that a handle stands for, with this thread's own action and time-out. */
  static from(handle: BarrierHandle, options?: BarrierOptions): Barrier {
    return new Barrier(checkHandle(handle, "Barrier").parties, options, handle);
  }

  /**
   * The barrier of a name: the same one on all threads of the program that ask for it.
   *
   * @param parties How many; all who ask must say the same.
   * @param options This thread's own action and time-out.
   * @throws {TypeError} If the name is that of something else.
   * @throws {RangeError} If `parties` isn't a whole number of at least 1, or others said another.
   */
  static named(name: string, parties: number, options?: BarrierOptions): Barrier {
    checkParties(parties);
    const { parts: [lock, roll, words] } = named(name, {
      kind: "Barrier",
      parameter: parties,
      parts: [PERMIT_WORDS, ROLL_WORDS, BARRIER_WORDS],
      write: ([lock]) => setPermits(lock, 1),
    });
    const changed: ConditionHandle = { kind: "Condition", lock: { kind: "Lock", words: lock }, words: roll };
    return new Barrier(parties, options, { changed, words });
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks. */
  share(): BarrierHandle {
    return { kind: "Barrier", parties: this.parties, changed: this.#changed.share(), words: this.#words };
  }

  /** How many wait now. */
  get waiting(): number {
    return this.#state === FILLING ? Atomics.load(this.#words, COUNT) : 0;
  }

  /** Whether it is broken: every wait fails until it is reset. */
  get broken(): boolean {
    return this.#state === BROKEN;
  }

  /**
   * Blocks the thread until all have arrived.
   *
   * @returns A number from 0 to `parties` - 1, different for each.
   * @throws {BrokenBarrierError} If somebody's time is over, if the action throws, at a reset or abort, and at once if
   * the barrier is broken.
   */
  wait(options: WaitOptions = {}): number {
    return block(this.#wait(this.#patience(options, false)));
  }

  /**
   * As `wait`, letting the event loop turn.
   *
   * @throws The reason of the signal; the others' waits then end by a {@linkcode BrokenBarrierError}.
   */
  async waitAsync(options: WaitOptions = {}): Promise<number> {
    return await waitFor(this.#wait(this.#patience(options, true)));
  }

  /** Makes it as new; the waits of those who wait end by a {@linkcode BrokenBarrierError}. */
  reset(): void {
    block(this.#end(false, () => this.#clear()));
  }

  /** As `reset`, without blocking. */
  async resetAsync(): Promise<void> {
    await waitFor(this.#end(true, () => this.#clear()));
  }

  /** Breaks it: all waits end by a {@linkcode BrokenBarrierError}, those of now and those to come. */
  abort(): void {
    block(this.#end(false, () => this.#set(BROKEN)));
  }

  /** As `abort`, without blocking. */
  async abortAsync(): Promise<void> {
    await waitFor(this.#end(true, () => this.#set(BROKEN)));
  }

  get #state(): number {
    return Atomics.load(this.#words, STATE);
  }

  #patience(options: WaitOptions, async: boolean): Patience {
    return patience({ timeout: this.#options.timeout, ...options }, async);
  }

  *#wait(patience: Patience): Steps<number> {
    yield* this.#changed.lock.acquireSteps(endless(patience.async));
    try {
      // The last round's threads leave first.
      const settled = () => this.#state !== DRAINING && this.#state !== RESETTING;
      yield* this.#changed.waitForSteps(settled, endless(patience.async));
      if (this.#state !== FILLING) throw new BrokenBarrierError("the barrier can't be passed");
      const index = Atomics.add(this.#words, COUNT, 1);
      try {
        if (index + 1 === this.parties) this.#open();
        else yield* this.#waitForOthers(patience);
        return index;
      } finally {
        this.#leave();
      }
    } finally {
      this.#changed.release();
    }
  }

  #open(): void {
    try {
      this.#options.action?.();
      this.#set(DRAINING);
    } catch (error) {
      this.#set(BROKEN);
      throw error;
    }
  }

  *#waitForOthers(patience: Patience): Steps<void> {
    try {
      yield* this.#changed.waitForSteps(() => this.#state !== FILLING, patience);
    } catch (reason) {
      this.#set(BROKEN);
      throw reason;
    }
    if (this.#state === FILLING) {
      this.#set(BROKEN);
      throw new BrokenBarrierError("the others didn't come in time");
    }
    if (this.#state !== DRAINING) {
      throw new BrokenBarrierError("the barrier was broken or reset while it was waited for");
    }
  }

  #leave(): void {
    const left = Atomics.sub(this.#words, COUNT, 1) - 1;
    if (left === 0 && this.#state !== BROKEN) this.#set(FILLING);
  }

  *#end(async: boolean, change: () => void): Steps<void> {
    yield* this.#changed.lock.acquireSteps(endless(async));
    change();
    this.#changed.release();
  }

  #clear(): void {
    // Who has passed already isn't called back.
    if (Atomics.load(this.#words, COUNT) === 0) this.#set(FILLING);
    else if (this.#state !== DRAINING) this.#set(RESETTING);
  }

  #set(state: number): void {
    Atomics.store(this.#words, STATE, state);
    this.#changed.notifyAll();
  }
}

function checkParties(parties: number): void {
  if (Number.isInteger(parties) && parties >= 1) return;
  throw new RangeError(`a barrier is for a whole number of threads, at least 1: parties is ${parties}`);
}
