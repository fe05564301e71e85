/** Where a thread is in its life, in a word of shared memory that it and all who know it share. */
import type { Patience } from "./patience.ts";
import type { Steps } from "./waiting.ts";

const STATE = 0;

/** The states; they only go up. */
export const STARTING = 0;
export const RUNNING = 1;
export const FINISHED = 2;

/** Makes the word. */
export function createLife(state: number): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  words[STATE] = state;
  return words;
}

/**
 * Says that a thread got further.
 *
 * @returns Whether that was news.
 */
export function enter(words: Int32Array, state: number): boolean {
  const before = Atomics.exchange(words, STATE, state);
  Atomics.notify(words, STATE);
  return before !== state;
}

/** Whether a thread got as far as a state. */
export function hasReached(words: Int32Array, state: number): boolean {
  return Atomics.load(words, STATE) >= state;
}

/** Waits until a thread gets as far as a state; false when the time is over. */
export function* reach(words: Int32Array, state: number, { deadline, signal }: Patience): Steps<boolean> {
  for (let value = Atomics.load(words, STATE); value < state; value = Atomics.load(words, STATE)) {
    if (performance.now() >= deadline) return false;
    yield { words, index: STATE, value, deadline, signal };
  }
  return true;
}
