/** What the threads of a program have in common, in memory that each is given at its start. */

/** How many threads were numbered: the N of Thread-N. */
const THREADS = 0;
const WORDS = 1;

/** The thread's own state: where the memory is. */
let program: Int32Array | null = null;

/** The memory. The first thread that asks makes it; those that it starts are given it. */
export function programWords(): Int32Array {
  return program ??= new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
}

/** For the entry point of threads: the memory of the program that started this one. */
export function joinProgram(words: Int32Array): void {
  program = words;
}

/** Numbers a thread, from 1. */
export function nextThreadNumber(): number {
  return Atomics.add(programWords(), THREADS, 1) + 1;
}
