import type { Scratch } from "./scratch.ts";

/** No record. */
export const NONE = -1;

/** Where a store keeps its own words, among those of the queue. */
export interface StoreWords {
  /** The first block of the list of free ones. */
  readonly free: number;
  /** How many blocks were ever used: those from here on are fresh. */
  readonly used: number;
  /** How many blocks there is memory for. */
  readonly capacity: number;
}

const BLOCK_BYTES = 64;
const BLOCK_WORDS = BLOCK_BYTES / 4;
const FIRST_BLOCKS = 1024;

/** The words of a record's first block; further blocks have but the first word. */
const NEXT_BLOCK = 0;
const BYTES = 1;
const KEY_BYTES = 2;
const LINK = 3;
const CHILD = 4;
/** Takes two words. */
const SERIAL = 6;
const HEAD_BYTES = 32;
const MORE_BYTES = 4;

/**
 * Records of any length in shared memory that grows: each a chain of blocks of one size, so that they can be given back
 * in any order, and nothing moves when the memory grows. A record is known by the number of its first block.
 *
 * Everything here happens inside the queue's mutex.
 */
export class Store {
  readonly #words: Int32Array;
  readonly #at: StoreWords;
  readonly #memory: SharedArrayBuffer;
  /** Views of a fixed length, made anew as the memory grows: those that grow by themselves are 20 times slower. */
  #int32!: Int32Array;
  #bytes!: Uint8Array;
  #float64!: Float64Array;
  #capacity = -1;

  constructor(words: Int32Array, at: StoreWords, memory: SharedArrayBuffer) {
    this.#words = words;
    this.#at = at;
    this.#memory = memory;
    this.#refresh();
  }

  /** Makes the memory of a store, and sets its words. */
  static create(words: Int32Array, at: StoreWords, maxBytes: number): SharedArrayBuffer {
    const first = Math.min(FIRST_BLOCKS * BLOCK_BYTES, maxBytes);
    // Where memory can't grow, all of it is there from the beginning.
    const grows = "growable" in SharedArrayBuffer.prototype;
    const memory = grows
      ? new SharedArrayBuffer(first, { maxByteLength: Math.max(first, maxBytes) })
      : new SharedArrayBuffer(maxBytes);
    words[at.free] = NONE;
    words[at.used] = 0;
    words[at.capacity] = Math.floor(memory.byteLength / BLOCK_BYTES);
    return memory;
  }

  /**
   * Adds what a scratch holds.
   *
   * @returns The number of the record.
   * @throws {RangeError} If there is no room, with nothing changed.
   */
  add(scratch: Scratch): number {
    const length = scratch.end;
    const further = Math.ceil(Math.max(0, length - (BLOCK_BYTES - HEAD_BYTES)) / (BLOCK_BYTES - MORE_BYTES));
    this.#reserve(1 + further);
    const record = this.#take();
    const head = record * BLOCK_WORDS;
    this.#int32[head + BYTES] = length;
    this.#int32[head + KEY_BYTES] = scratch.keyEnd;
    this.#int32[head + LINK] = NONE;
    this.#int32[head + CHILD] = NONE;
    let block = record;
    let done = this.#write(block, HEAD_BYTES, scratch, 0, length);
    for (let k = 0; k < further; k++) {
      const next = this.#take();
      this.#int32[block * BLOCK_WORDS + NEXT_BLOCK] = next;
      block = next;
      done = this.#write(block, MORE_BYTES, scratch, done, length);
    }
    this.#int32[block * BLOCK_WORDS + NEXT_BLOCK] = NONE;
    return record;
  }

  /** Moves a record into a scratch, and gives its blocks back. */
  remove(record: number, scratch: Scratch): void {
    this.#refresh();
    const head = record * BLOCK_WORDS;
    const end = this.#int32[head + BYTES];
    scratch.reserve(end);
    scratch.keyEnd = this.#int32[head + KEY_BYTES];
    scratch.end = end;
    let last = record;
    let done = this.#read(record, HEAD_BYTES, scratch, 0, end);
    for (let block; (block = this.#int32[last * BLOCK_WORDS + NEXT_BLOCK]) !== NONE; last = block) {
      done = this.#read(block, MORE_BYTES, scratch, done, end);
    }
    this.#int32[last * BLOCK_WORDS + NEXT_BLOCK] = this.#words[this.#at.free];
    this.#words[this.#at.free] = record;
  }

  /** The record that another is linked to. */
  link(record: number): number {
    this.#refresh();
    return this.#int32[record * BLOCK_WORDS + LINK];
  }

  setLink(record: number, to: number): void {
    this.#int32[record * BLOCK_WORDS + LINK] = to;
  }

  /** The second link of a record. */
  child(record: number): number {
    this.#refresh();
    return this.#int32[record * BLOCK_WORDS + CHILD];
  }

  setChild(record: number, to: number): void {
    this.#int32[record * BLOCK_WORDS + CHILD] = to;
  }

  /** Numbers a record, for the order of those with equal keys. */
  setSerial(record: number, serial: number): void {
    this.#float64[(record * BLOCK_WORDS + SERIAL) / 2] = serial;
  }

  /** Whether a record's key comes before another's, as bytes, and then as they are numbered. */
  isBefore(left: number, right: number): boolean {
    const leftBytes = this.#int32[left * BLOCK_WORDS + KEY_BYTES];
    const rightBytes = this.#int32[right * BLOCK_WORDS + KEY_BYTES];
    const common = Math.min(leftBytes, rightBytes);
    let [a, b] = [left, right];
    // Keys begin at the same place of their blocks, so that they are cut at the same places.
    for (let done = 0, within = HEAD_BYTES; done < common; within = MORE_BYTES) {
      const end = Math.min(common, done + BLOCK_BYTES - within);
      for (let k = within; done < end; done++, k++) {
        const difference = this.#bytes[a * BLOCK_BYTES + k] - this.#bytes[b * BLOCK_BYTES + k];
        if (difference !== 0) return difference < 0;
      }
      a = this.#int32[a * BLOCK_WORDS + NEXT_BLOCK];
      b = this.#int32[b * BLOCK_WORDS + NEXT_BLOCK];
    }
    if (leftBytes !== rightBytes) return leftBytes < rightBytes;
    return this.#float64[(left * BLOCK_WORDS + SERIAL) / 2] < this.#float64[(right * BLOCK_WORDS + SERIAL) / 2];
  }

  #write(block: number, from: number, { bytes }: Scratch, done: number, length: number): number {
    const target = block * BLOCK_BYTES + from;
    const count = Math.min(length - done, BLOCK_BYTES - from);
    for (let k = 0; k < count; k++) this.#bytes[target + k] = bytes[done + k];
    return done + count;
  }

  #read(block: number, from: number, { bytes }: Scratch, done: number, length: number): number {
    const source = block * BLOCK_BYTES + from;
    const count = Math.min(length - done, BLOCK_BYTES - from);
    for (let k = 0; k < count; k++) bytes[done + k] = this.#bytes[source + k];
    return done + count;
  }

  /** Takes a block that `#reserve` made sure of. */
  #take(): number {
    const words = this.#words;
    const free = words[this.#at.free];
    if (free === NONE) return words[this.#at.used]++;
    words[this.#at.free] = this.#int32[free * BLOCK_WORDS + NEXT_BLOCK];
    return free;
  }

  /** Makes sure that there are so many blocks to be taken. */
  #reserve(count: number): void {
    this.#refresh();
    let missing = count - (this.#capacity - this.#words[this.#at.used]);
    if (missing <= 0) return;
    for (let free = this.#words[this.#at.free]; free !== NONE && missing > 0; missing--) {
      free = this.#int32[free * BLOCK_WORDS + NEXT_BLOCK];
    }
    if (missing > 0) this.#grow(missing);
  }

  #grow(blocks: number): void {
    const { maxByteLength } = this.#memory;
    const needed = (this.#capacity + blocks) * BLOCK_BYTES;
    if (!(needed <= maxByteLength)) {
      throw new RangeError(`the queue's memory is used up: give it more than ${maxByteLength} bytes by maxBytes`);
    }
    this.#memory.grow(Math.min(maxByteLength, Math.max(needed, 2 * this.#memory.byteLength)));
    this.#words[this.#at.capacity] = Math.floor(this.#memory.byteLength / BLOCK_BYTES);
    this.#refresh();
  }

  /** Takes note of what other threads made the memory grow to. */
  #refresh(): void {
    const capacity = this.#words[this.#at.capacity];
    if (capacity === this.#capacity) return;
    this.#capacity = capacity;
    this.#int32 = new Int32Array(this.#memory, 0, capacity * BLOCK_WORDS);
    this.#bytes = new Uint8Array(this.#memory, 0, capacity * BLOCK_BYTES);
    this.#float64 = new Float64Array(this.#memory, 0, capacity * BLOCK_WORDS / 2);
  }
}
