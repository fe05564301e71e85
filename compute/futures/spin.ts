/** How long a thread looks out before it sleeps, in ms: about what falling asleep and being woken costs it. */
const SPIN_MS = 0.05;

/** Looks between two at the clock. */
const LOOKS = 16;

/** Tells the processor that this is a loop that waits; not yet everywhere. */
const pause = (Atomics as unknown as { pause?: () => void }).pause ?? (() => {});

/**
 * Tells whether a thread may spin while others are busy. With as many that spin or compute as there are cores, spinning
 * would keep the very thread that is waited for from its core.
 *
 * @param others How many threads are busy beside it.
 */
export function maySpin(others: number): boolean {
  return others < (globalThis.navigator?.hardwareConcurrency ?? 1);
}

/**
 * Waits a little for a word to change, without sleeping.
 *
 * @param words Shared memory.
 * @param index Which word.
 * @param value What it holds until it changes.
 * @returns Whether it has changed.
 */
export function spin(words: Int32Array, index: number, value: number): boolean {
  const deadline = performance.now() + SPIN_MS;
  do {
    for (let look = 0; look < LOOKS; look++) {
      if (Atomics.load(words, index) !== value) return true;
      pause();
    }
  } while (performance.now() < deadline);
  return false;
}
