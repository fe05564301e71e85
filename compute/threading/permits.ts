import type { Patience } from "./patience.ts";
import type { Steps } from "./waiting.ts";

/** A count of permits in shared memory, and those who wait for one: what locks and semaphores are made of. */

/** How many words it takes. */
export const PERMIT_WORDS = 5;

const AVAILABLE = 0;
/**
 * Those who block and those who wait in their event loops wait on words of their own. A release wakes as many of the
 * first as there are permits for; but all of the second, since one whose thread is busy would keep a wake-up that
 * another could use.
 */
const BLOCKED = { waiters: 1, turn: 2 };
const ASYNC = { waiters: 3, turn: 4 };

/** Makes the words. */
export function createPermits(count: number): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(PERMIT_WORDS * Int32Array.BYTES_PER_ELEMENT));
  setPermits(words, count);
  return words;
}

/** Sets words that are new and 0. */
export function setPermits(words: Int32Array, count: number): void {
  words[AVAILABLE] = count;
}

/** How many permits there are. */
export function available(words: Int32Array): number {
  return Atomics.load(words, AVAILABLE);
}

/** How many wait for one, or are about to. */
export function waiting(words: Int32Array): number {
  return Atomics.load(words, BLOCKED.waiters) + Atomics.load(words, ASYNC.waiters);
}

/** Takes a permit, if there is one. */
export function tryTake(words: Int32Array): boolean {
  for (let count = 1; count > 0;) {
    const found = Atomics.compareExchange(words, AVAILABLE, count, count - 1);
    if (found === count) return true;
    count = found;
  }
  return false;
}

/** Takes a permit, waiting for one if need be; false when the time is over. */
export function* take(words: Int32Array, { deadline, signal, async }: Patience): Steps<boolean> {
  if (tryTake(words)) return true;
  const { waiters, turn } = async ? ASYNC : BLOCKED;
  Atomics.add(words, waiters, 1);
  try {
    while (true) {
      const value = Atomics.load(words, turn);
      if (tryTake(words)) return true;
      if (performance.now() >= deadline) return false;
      yield { words, index: turn, value, deadline, signal };
    }
  } finally {
    Atomics.sub(words, waiters, 1);
  }
}

/**
 * Gives permits back.
 *
 * @param most How many there may be.
 * @returns False, with nothing changed, if there would be more.
 */
export function give(words: Int32Array, count: number, most: number): boolean {
  for (let before = most - count; before >= 0;) {
    const found = Atomics.compareExchange(words, AVAILABLE, before, before + count);
    if (found === before) {
      if (waiting(words) > 0) wake(words, count);
      return true;
    }
    before = found + count <= most ? found : -1;
  }
  return false;
}

function wake(words: Int32Array, count: number): void {
  if (Atomics.load(words, BLOCKED.waiters) > 0) {
    Atomics.add(words, BLOCKED.turn, 1);
    Atomics.notify(words, BLOCKED.turn, count);
  }
  if (Atomics.load(words, ASYNC.waiters) > 0) {
    Atomics.add(words, ASYNC.turn, 1);
    Atomics.notify(words, ASYNC.turn);
  }
}
