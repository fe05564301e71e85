import { InvalidStateError } from "./errors.ts";
import { reviveError } from "./remote_error.ts";
import { maySpin, spin } from "./spin.ts";
import { CALLED, FAILED, FIRST_SLOT, IDLE, PENDING, readFailure, type TeamMemory } from "./team_words.ts";

/** What a team needs of its pool. */
export interface TeamHost {
  /** Has a member join; settles when it has its function. Members join in order. */
  join(member: number): Promise<unknown>;
  /** Wakes the thread of a member. */
  wake(member: number): void;
  /** Keeps the program alive until the returned function is called. */
  hold(): () => void;
  /** Has the threads forget the team. */
  leave(): void;
}

/** One run of a team's functions. */
export interface TeamRun {
  /** Calls in further members, up to `members` in all. The caller must know that the run hasn't been waited for. */
  callIn(members: number): void;
  /** Excuses the members that haven't begun: for when the others did all there was to do. */
  recall(): void;
  /**
   * Blocks the thread until the last member has finished.
   *
   * @throws The first error that a member threw.
   */
  wait(): void;
  /** Resolves once the last member has finished; rejects with the first error that a member threw. */
  finished(): Promise<void>;
}

type WaitAsync = (words: Int32Array, index: number, value: number) => { value: string | Promise<string> };
/** Missing in older browsers, where the word is polled. */
const waitAsync = (Atomics as unknown as { waitAsync?: WaitAsync }).waitAsync;
const POLL_MS = 1;

/**
 * Threads of a pool that each keep one function ready, to be run by all of them together at a wake-up that takes some
 * microseconds: no message is sent. See `ThreadPoolExecutor.team`.
 */
export class Team implements AsyncDisposable {
  readonly #memory: TeamMemory;
  readonly #host: TeamHost;
  /** Of the members that have been asked to join. */
  readonly #joining: Promise<unknown>[] = [];
  #unjoined: Error | null = null;
  #broken: Error | null = null;
  #closed = false;

  /** @param size How many members it has: a member joins when it is first called for. */
  constructor(readonly size: number, memory: TeamMemory, host: TeamHost) {
    this.#memory = memory;
    this.#host = host;
  }

  /**
   * Has all members join; resolves once they have their functions. A run may be started before: members that join late
   * begin late, unless they are recalled.
   *
   * @throws What a member's factory threw; runs throw it, too.
   */
  async ready(): Promise<void> {
    this.#join(this.size);
    await Promise.allSettled(this.#joining);
    this.#throwFailure();
  }

  /**
   * Has the members run their functions, once each.
   *
   * @param members How many of them, at most the team's size.
   * @throws {InvalidStateError} If the last run hasn't finished, or the team was closed.
   */
  start(members = this.size): TeamRun {
    const { words } = this.#memory;
    this.#throwMissing();
    if (this.#closed) throw new InvalidStateError("the team was closed");
    if (Atomics.load(words, PENDING) > 0) throw new InvalidStateError("the team's last run hasn't finished");
    Atomics.store(words, FAILED, 0);
    let called = 0;
    const callIn = (members: number) => {
      if (members > this.size) throw new RangeError(`the team has ${this.size} members, not ${members}`);
      this.#join(members);
      Atomics.add(words, PENDING, Math.max(0, members - called));
      for (; called < members; called++) {
        Atomics.store(words, FIRST_SLOT + called, CALLED);
        this.#host.wake(called);
      }
    };
    callIn(members);
    return {
      callIn,
      recall: () => this.#recall(called),
      wait: () => {
        const spins = maySpin(called);
        for (let left; (left = Atomics.load(words, PENDING)) > 0;) {
          if (!(spins && spin(words, PENDING, left))) Atomics.wait(words, PENDING, left);
        }
        this.#throwFailure();
      },
      finished: () => this.#finished(),
    };
  }

  /** For the pool: ends the team by the death of a thread. */
  break(error: Error): void {
    this.#broken ??= error;
    Atomics.store(this.#memory.words, PENDING, 0);
    Atomics.notify(this.#memory.words, PENDING);
  }

  /** Has the members forget their functions, once a run under way has finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#joining);
    await this.#finished().catch(() => {});
    if (!this.#broken) this.#host.leave();
  }

  async #finished(): Promise<void> {
    const { words } = this.#memory;
    const release = this.#host.hold();
    try {
      for (let left; (left = Atomics.load(words, PENDING)) > 0;) {
        if (waitAsync) await waitAsync(words, PENDING, left).value;
        else await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    } finally {
      release();
    }
    this.#throwFailure();
  }

  /** Has members join, up to so many in all. */
  #join(members: number): void {
    for (let member = this.#joining.length; member < members; member++) {
      const joining = this.#host.join(member);
      joining.catch((error) => this.#missing(member, error));
      this.#joining.push(joining);
    }
  }

  #recall(members: number): void {
    for (let member = 0; member < members; member++) this.#excuse(member);
  }

  /** Takes back the call of a member that hasn't begun. */
  #excuse(member: number): void {
    const { words } = this.#memory;
    if (Atomics.compareExchange(words, FIRST_SLOT + member, CALLED, IDLE) !== CALLED) return;
    if (Atomics.sub(words, PENDING, 1) === 1) Atomics.notify(words, PENDING);
  }

  /** A member couldn't join: it mustn't be waited for. */
  #missing(member: number, error: Error): void {
    if (this.#broken) return;
    this.#unjoined ??= error;
    this.#excuse(member);
  }

  #throwMissing(): void {
    const error = this.#broken ?? this.#unjoined;
    if (error) throw error;
  }

  #throwFailure(): void {
    this.#throwMissing();
    const failure = readFailure(this.#memory);
    if (failure) throw reviveError(failure);
  }
}
