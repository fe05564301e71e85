import { CONDITION_WORDS } from "./monitor.ts";

/** The shared words of a queue. */
export const MUTEX = 0;
export const COUNT = 1;
export const UNFINISHED = 2;
export const MAX_SIZE = 3;
export const CLOSED = 4;
export const STORE = { free: 5, used: 6, capacity: 7 };
export const ORDER = { first: 8, last: 9 };
export const NOT_EMPTY = 10;
export const NOT_FULL = NOT_EMPTY + CONDITION_WORDS;
export const ALL_DONE = NOT_FULL + CONDITION_WORDS;
export const WORDS = ALL_DONE + CONDITION_WORDS;
