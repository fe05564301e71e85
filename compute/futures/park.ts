/**
 * How a pool's thread sleeps and wakes. A thread that is a member of a team doesn't wait in its event loop, from which
 * only a message would fetch it, but on a word in shared memory: waking it takes some 10 µs less on either side, and can
 * be done, and waited for, by a caller whose own event loop stands still.
 */

import { spin } from "./spin.ts";

/** The shared words of one thread. */
const WAKE = 0;
const POSTED = 1;

/**
 * Makes the words that a pool and one of its threads share. On pages whose memory can't be shared a thread gets a copy:
 * it is no member of a team then, and never sleeps on them.
 */
export function createThreadWords(): Int32Array {
  const Memory = typeof SharedArrayBuffer === "undefined" ? ArrayBuffer : SharedArrayBuffer;
  return new Int32Array(new Memory(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** For the pool: wakes a thread, to look what is to be done. */
export function wakeThread(words: Int32Array): void {
  Atomics.add(words, WAKE, 1);
  Atomics.notify(words, WAKE);
}

/** For the pool: tells a thread that a message was posted, so that it goes back to its event loop to receive it. */
export function notePosted(words: Int32Array): void {
  Atomics.add(words, POSTED, 1);
  wakeThread(words);
}

/**
 * For the thread: sleeps until a message is posted.
 *
 * @param words The thread's words.
 * @param received How many messages it has received.
 * @param work Called after each wake-up, before sleeping again; returns whether there was work.
 * @param spins Whether it looks out for more work a little before it sleeps: a run is often followed by another.
 */
export function parkThread(words: Int32Array, received: number, work: () => boolean, spins: boolean): void {
  while (true) {
    const wake = Atomics.load(words, WAKE);
    // A message may be received before it is noted: the difference is then negative, and there is nothing to fetch.
    if ((Atomics.load(words, POSTED) - received | 0) > 0) return;
    const worked = work();
    if (!(spins && worked && spin(words, WAKE, wake))) Atomics.wait(words, WAKE, wake);
  }
}
