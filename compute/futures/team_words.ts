import { type ErrorRecord, recordError } from "./remote_error.ts";

/** The shared words of a team; after them, one slot for each member. */
export const PENDING = 0;
export const FAILED = 1;
export const FAILURE_LENGTH = 2;
export const FIRST_SLOT = 3;

/** What a member's slot says. */
export const IDLE = 0;
export const CALLED = 1;
export const RUNNING = 2;

/** Bytes for the first error of a run: callers that block can't receive a message. */
const FAILURE_BYTES = 8192;

/** The shared memory of one team. */
export interface TeamMemory {
  readonly words: Int32Array;
  readonly failure: Uint8Array;
}

export function createTeamMemory(members: number): TeamMemory {
  return {
    words: new Int32Array(new SharedArrayBuffer((FIRST_SLOT + members) * Int32Array.BYTES_PER_ELEMENT)),
    failure: new Uint8Array(new SharedArrayBuffer(FAILURE_BYTES)),
  };
}

/** Keeps the first error of a run. */
export function writeFailure({ words, failure }: TeamMemory, thrown: unknown): void {
  if (Atomics.compareExchange(words, FAILED, 0, 1) !== 0) return;
  const { name, message, stack } = recordError(thrown);
  const record: ErrorRecord = { name: name.slice(0, 64), message: message.slice(0, 512), stack: stack.slice(0, 1024) };
  // At most 3 bytes a UTF-16 unit, or 6 escaped: it fits, but for a pathological text, which is cut to its name.
  let bytes = new TextEncoder().encode(JSON.stringify(record));
  if (bytes.length > failure.length) {
    bytes = new TextEncoder().encode(JSON.stringify({ ...record, message: "", stack: "" }));
  }
  failure.set(bytes);
  Atomics.store(words, FAILURE_LENGTH, bytes.length);
}

/** Reads the first error of a run, or null. */
export function readFailure({ words, failure }: TeamMemory): ErrorRecord | null {
  if (Atomics.load(words, FAILED) === 0) return null;
  // A copy: text can't be decoded from shared memory.
  return JSON.parse(new TextDecoder().decode(failure.slice(0, Atomics.load(words, FAILURE_LENGTH))));
}
