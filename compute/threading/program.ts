/**
 * What the threads of a program have in common, in memory that each is given at its start: by `Thread` and by the
 * executors. A worker that is started in another way is a program of its own, and so is a process.
 */

/** How many threads were numbered: the N of Thread-N. */
const THREADS = 0;
/** How many words are taken. */
const USED = 1;
/** The first of the records: see `addRecord`. */
const FIRST = 2;
const HEADER_WORDS = 4;

/** It grows up to this, where memory can grow; elsewhere the second is all there is. */
const MOST_BYTES = 2 ** 24;
const FIXED_BYTES = 2 ** 20;
const FIRST_BYTES = 2 ** 16;

/** The thread's own state: where the memory is. */
let program: Int32Array | null = null;

/** The memory. The first thread that asks makes it; those that it starts are given it. */
export function programWords(): Int32Array {
  return program ??= createProgram();
}

function createProgram(): Int32Array {
  const grows = "growable" in SharedArrayBuffer.prototype;
  const memory = grows
    ? new SharedArrayBuffer(FIRST_BYTES, { maxByteLength: MOST_BYTES })
    : new SharedArrayBuffer(FIXED_BYTES);
  const words = new Int32Array(memory, 0, HEADER_WORDS);
  words[USED] = HEADER_WORDS;
  return words;
}

/** For the entry point of threads: the memory of the program that started this one. */
export function joinProgram(words: Int32Array): void {
  program = words;
}

/** Numbers a thread, from 1. */
export function nextThreadNumber(): number {
  return Atomics.add(programWords(), THREADS, 1) + 1;
}

/** A record of the program's: where the next begins is its first word, 0 for the last. */
const NEXT = 0;

/**
 * Finds a record, or adds one, so that all threads that look for the same find the same one. Nobody has to wait for
 * that: who finds that another was added meanwhile goes on looking, and what it made itself is lost.
 *
 * @param matches Whether a record, whose words are given, is the one.
 * @param length How many words a new one takes beyond the first; they begin at an even index.
 * @param write Writes a new one, whose words are all 0.
 * @returns The record's words.
 * @throws {RangeError} If there is no room for it.
 */
export function findOrAddRecord(
  matches: (words: Int32Array) => boolean,
  length: number,
  write: (words: Int32Array) => void,
): Int32Array {
  const { buffer } = programWords();
  let added = 0;
  for (let link = FIRST;;) {
    // Of all the memory there is by now.
    const all = new Int32Array(buffer, 0, buffer.byteLength / Int32Array.BYTES_PER_ELEMENT);
    const at = Atomics.load(all, link);
    if (at !== 0) {
      const record = recordAt(buffer, at);
      if (matches(record)) return record;
      link = at + NEXT;
      continue;
    }
    if (added === 0) {
      added = allocate(2 + length);
      write(recordAt(buffer, added, length));
    } else if (Atomics.compareExchange(all, link, 0, added) === 0) {
      return recordAt(buffer, added);
    }
  }
}

/** A record's words without the link and its length. */
function recordAt(buffer: ArrayBufferLike, at: number, length?: number): Int32Array {
  const head = new Int32Array(buffer, at * Int32Array.BYTES_PER_ELEMENT, 2);
  if (length !== undefined) head[1] = length;
  return new Int32Array(buffer, (at + 2) * Int32Array.BYTES_PER_ELEMENT, head[1]);
}

/** Takes so many words, from an even index on. */
function allocate(count: number): number {
  const words = programWords();
  const even = count + count % 2;
  const at = Atomics.add(words, USED, even);
  const needed = (at + even) * Int32Array.BYTES_PER_ELEMENT;
  const memory = words.buffer as SharedArrayBuffer;
  while (memory.byteLength < needed) {
    const most = memory.growable ? memory.maxByteLength : memory.byteLength;
    if (needed > most) {
      Atomics.sub(words, USED, even);
      throw new RangeError("there is no room for another name: a program's names are for what it has few of");
    }
    try {
      memory.grow(Math.min(most, Math.max(needed, 2 * memory.byteLength)));
    } catch (error) {
      // Another thread may have let it grow further just now.
      if (memory.byteLength < needed) throw error;
    }
  }
  return at;
}
