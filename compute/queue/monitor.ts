import type { Steps } from "../threading/mod.ts";

/** How long a sleep may be. */
export interface SleepLimits {
  /** When to give up, on `performance.now()`'s clock. */
  readonly deadline: number;
  /** Whether the event loop does the waiting. */
  readonly async: boolean;
  /** Ends the sleep with an error. */
  readonly signal?: AbortSignal;
}

/** The words of a condition, from its first one on. */
export const CONDITION_WORDS = 4;
const SEQUENCE = 0;
const SLEEPERS = 1;
const ASYNC_SLEEPERS = 2;
const SIGNALLED = 3;

/** What the mutex's word says. */
const FREE = 0;
const HELD = 1;
const AWAITED = 2;

/** How often the mutex is tried before sleeping: it is held for less than a microsecond. */
const TRIES = 100;

/**
 * A mutex and its conditions, on words that threads share. What it guards is so short that threads which may not
 * block, as a page's own, can spin for it: `Lock` would have them wait in their event loops, and so no `qsize` or
 * `putNowait` could be had there.
 *
 * The mutex is the three-state one of Drepper, "Futexes are tricky" (2011).
 */
export class Monitor {
  readonly #words: Int32Array;
  readonly #mutex: number;
  readonly #mayBlock = mayBlock();
  /** Whom to wake once the mutex is free. */
  readonly #calls: { readonly index: number; readonly count: number }[] = [];

  /** @param mutex The index of the mutex's word. */
  constructor(words: Int32Array, mutex: number) {
    this.#words = words;
    this.#mutex = mutex;
  }

  /** Takes the mutex. */
  enter(): void {
    const words = this.#words;
    const mutex = this.#mutex;
    if (Atomics.compareExchange(words, mutex, FREE, HELD) === FREE) return;
    for (let k = 0; k < TRIES || !this.#mayBlock; k++) {
      if (Atomics.load(words, mutex) === FREE && Atomics.compareExchange(words, mutex, FREE, HELD) === FREE) return;
    }
    while (Atomics.exchange(words, mutex, AWAITED) !== FREE) Atomics.wait(words, mutex, AWAITED);
  }

  /** Gives the mutex back, then wakes who was signalled. */
  exit(): void {
    const words = this.#words;
    if (Atomics.exchange(words, this.#mutex, FREE) === AWAITED) Atomics.notify(words, this.#mutex, 1);
    if (this.#calls.length > 0) {
      for (const { index, count } of this.#calls.splice(0)) Atomics.notify(words, index, count);
    }
  }

  /**
   * Inside the mutex, which is free meanwhile: sleeps until the condition is signalled, or the deadline. May return
   * early: the caller looks again at what it waits for. The mutex is held at the end, also after an error.
   */
  *sleep(condition: number, { deadline, async, signal }: SleepLimits): Steps<void> {
    const words = this.#words;
    const index = condition + SEQUENCE;
    const value = words[index];
    words[condition + SLEEPERS]++;
    if (async) words[condition + ASYNC_SLEEPERS]++;
    this.exit();
    try {
      yield { words, index, value, deadline, signal };
    } finally {
      this.enter();
      if (async) words[condition + ASYNC_SLEEPERS]--;
      words[condition + SLEEPERS]--;
      if (words[condition + SIGNALLED] > 0) words[condition + SIGNALLED]--;
    }
  }

  /** Inside the mutex: has one sleeper woken, or all, if there are any who aren't about to wake. */
  signal(condition: number, all = false): void {
    const words = this.#words;
    const sleepers = words[condition + SLEEPERS];
    if (sleepers <= words[condition + SIGNALLED]) return;
    words[condition + SIGNALLED] = all ? sleepers : words[condition + SIGNALLED] + 1;
    const index = condition + SEQUENCE;
    Atomics.add(words, index, 1);
    // A sleeper whose thread is busy, or that just gave up, must not be the only one who is told.
    this.#calls.push({ index, count: all || words[condition + ASYNC_SLEEPERS] > 0 ? Infinity : 1 });
  }
}

/** Whether this thread may sleep on a word. */
function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}
