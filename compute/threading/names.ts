import { findOrAddRecord } from "./program.ts";

/** What can have a name. */
export type NamedKind =
  | "Lock"
  | "RLock"
  | "Semaphore"
  | "BoundedSemaphore"
  | "Condition"
  | "Event"
  | "Barrier"
  | "SharedCounter"
  | "Task";

const KINDS: readonly NamedKind[] = [
  "Lock",
  "RLock",
  "Semaphore",
  "BoundedSemaphore",
  "Condition",
  "Event",
  "Barrier",
  "SharedCounter",
  "Task",
];

/** The words of a record before its name. */
const KIND = 0;
const PARAMETER = 1;
const LENGTH = 2;
const HEADER_WORDS = 4;

/** What is asked for by a name. */
export interface NamedRequest {
  readonly kind: NamedKind;
  /** What all who ask must agree upon, a semaphore's value say; undefined for whatever it is, `fallback` for the first. */
  readonly parameter?: number;
  readonly fallback?: number;
  /** How many words there are in each of its parts. */
  readonly parts: readonly number[];
  /** Writes the parts, which are 0, for the first who asks. */
  readonly write: (parts: readonly Int32Array[], parameter: number) => void;
}

/**
 * Gives all threads of the program that ask for a name the same memory.
 *
 * @returns The parts, each from an even index on, and the parameter.
 * @throws {TypeError} If the name is none, or that of another kind.
 * @throws {RangeError} If it was made with another parameter, or there is no room for it.
 */
export function named(
  name: string,
  { kind, parameter, fallback = 0, parts, write }: NamedRequest,
): { readonly parts: readonly Int32Array[]; readonly parameter: number } {
  if (typeof name !== "string" || name === "") throw new TypeError(`a name is a text that isn't empty: not ${name}`);
  const split = (words: Int32Array) => {
    let end = HEADER_WORDS + even(name.length);
    return parts.map((length) => {
      const begin = end;
      end += even(length);
      return words.subarray(begin, begin + length);
    });
  };
  const total = parts.reduce((sum, length) => sum + even(length), HEADER_WORDS + even(name.length));
  const record = findOrAddRecord((words) => isOf(words, name), total, (words) => {
    words[KIND] = KINDS.indexOf(kind);
    words[PARAMETER] = parameter ?? fallback;
    words[LENGTH] = name.length;
    for (let k = 0; k < name.length; k++) words[HEADER_WORDS + k] = name.charCodeAt(k);
    write(split(words), parameter ?? fallback);
  });
  const found = KINDS[record[KIND]];
  if (found !== kind) throw new TypeError(`the name ${name} is of a ${found}: not of a ${kind}`);
  const agreed = record[PARAMETER];
  if (parameter !== undefined && parameter !== agreed) {
    throw new RangeError(`the ${kind} of the name ${name} was made with ${agreed}: not with ${parameter}`);
  }
  return { parts: split(record), parameter: agreed };
}

function isOf(words: Int32Array, name: string): boolean {
  if (words[LENGTH] !== name.length) return false;
  for (let k = 0; k < name.length; k++) if (words[HEADER_WORDS + k] !== name.charCodeAt(k)) return false;
  return true;
}

function even(length: number): number {
  return length + length % 2;
}
