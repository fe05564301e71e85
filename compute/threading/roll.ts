/**
 * The list of those who wait for a condition, in shared memory, in the order of their coming. Each waits on a word of
 * its own, so that a call wakes exactly those it is meant for, none who came later, and nobody by accident.
 *
 * All of it is done while the condition's lock is held.
 */
import type { Patience } from "./patience.ts";
import type { WordWait } from "./waiting.ts";

const FIRST = 0;
const LAST = 1;
/** Places that were given back, linked by their next. */
const FREE = 2;
/** How many places were ever used. */
const USED = 3;
const HEADER_WORDS = 4;

/** Of each place: the number of the next place in its list, 0 at the end, and whether it was called. */
const NEXT = 0;
const CALLED = 1;
const PLACE_WORDS = 2;

/** More than a program has threads; the asynchronous ones of its threads count, too. */
const PLACES = 1024;

/** How many words a roll takes; new, they are 0. */
export const ROLL_WORDS = HEADER_WORDS + PLACES * PLACE_WORDS;

/** Makes the memory of a roll. */
export function createRoll(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(ROLL_WORDS * Int32Array.BYTES_PER_ELEMENT));
}

/** Places are numbered from 1. */
function at(place: number, field: number): number {
  return HEADER_WORDS + (place - 1) * PLACE_WORDS + field;
}

/**
 * Puts the caller at the end of the list.
 *
 * @returns Its place.
 * @throws {RangeError} If there are too many.
 */
export function enrol(words: Int32Array): number {
  let place = words[FREE];
  if (place !== 0) words[FREE] = words[at(place, NEXT)];
  else if (words[USED] < PLACES) place = ++words[USED];
  else throw new RangeError(`a condition can be waited for by ${PLACES} at a time: there are that many`);
  words[at(place, NEXT)] = 0;
  Atomics.store(words, at(place, CALLED), 0);
  if (words[FIRST] === 0) words[FIRST] = place;
  else words[at(words[LAST], NEXT)] = place;
  words[LAST] = place;
  return place;
}

/** Takes the first `count` off the list, and wakes them. */
export function call(words: Int32Array, count: number): void {
  for (let place = words[FIRST]; place !== 0 && count > 0; count--) {
    words[FIRST] = words[at(place, NEXT)];
    Atomics.store(words, at(place, CALLED), 1);
    Atomics.notify(words, at(place, CALLED));
    place = words[FIRST];
  }
}

/** Whether a place wasn't called so far; the lock needn't be held. */
export function isWaiting(words: Int32Array, place: number): boolean {
  return Atomics.load(words, at(place, CALLED)) === 0;
}

/** What a place waits for. */
export function callOf(words: Int32Array, place: number, { deadline, signal }: Patience): WordWait {
  return { words, index: at(place, CALLED), value: 0, deadline, signal };
}

/**
 * Gives a place back, taking it off the list if it is still there.
 *
 * @returns Whether it was called.
 */
export function leave(words: Int32Array, place: number): boolean {
  const called = !isWaiting(words, place);
  if (!called) strike(words, place);
  words[at(place, NEXT)] = words[FREE];
  words[FREE] = place;
  return called;
}

function strike(words: Int32Array, place: number): void {
  let before = 0;
  for (let other = words[FIRST]; other !== place; other = words[at(other, NEXT)]) before = other;
  if (before === 0) words[FIRST] = words[at(place, NEXT)];
  else words[at(before, NEXT)] = words[at(place, NEXT)];
  if (words[LAST] === place) words[LAST] = before;
}
