/**
 * Calls that a thread was sent ahead of its work are its own only when it begins them: until then the pool may take them
 * back, to cancel them or to have another thread run them. Who gets there first is settled in memory that both share,
 * a slot for each such call, which holds the call's number until it is claimed by either.
 */

/** How many calls can be on their way to a thread. */
const SLOTS = 64;

const FREE = 0;

/** The pool's side. */
export class Claims {
  readonly words = new Int32Array(new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT));
  #next = 0;

  /** Offers a call; the slot, or null where there is none. */
  offer(id: number): number | null {
    const slot = this.#next;
    if (Atomics.load(this.words, slot) !== FREE) return null;
    Atomics.store(this.words, slot, id);
    this.#next = (slot + 1) % SLOTS;
    return slot;
  }

  /** Whether the thread has begun the call. */
  isClaimed(slot: number, id: number): boolean {
    return Atomics.load(this.words, slot) !== id;
  }

  /** Takes a call back; false if the thread has begun it. */
  takeBack(slot: number, id: number): boolean {
    return claim(this.words, slot, id);
  }
}

/** For either side: claims a call; false if the other side did. */
export function claim(words: Int32Array, slot: number, id: number): boolean {
  return Atomics.compareExchange(words, slot, id, FREE) === id;
}
