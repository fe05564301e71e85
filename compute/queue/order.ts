import { NONE, type Store } from "./store.ts";

/** Where an order keeps its own words, among those of the queue. */
export interface OrderWords {
  readonly first: number;
  readonly last: number;
}

/** Which record is the next. Everything happens inside the queue's mutex. */
export interface Order {
  insert(record: number): void;
  /** Takes out the next record; there must be one. */
  next(): number;
}

type CreateOrder = (store: Store, words: Int32Array, at: OrderWords) => Order;

/** First in, first out. */
const createFifo: CreateOrder = (store, words, at) => ({
  insert: (record) => {
    if (words[at.first] === NONE) words[at.first] = record;
    else store.setLink(words[at.last], record);
    words[at.last] = record;
  },
  next: () => {
    const record = words[at.first];
    words[at.first] = store.link(record);
    return record;
  },
});

/** Last in, first out. */
const createLifo: CreateOrder = (store, words, at) => ({
  insert: (record) => {
    store.setLink(record, words[at.first]);
    words[at.first] = record;
  },
  next: () => {
    const record = words[at.first];
    words[at.first] = store.link(record);
    return record;
  },
});

/**
 * Lowest first: a pairing heap, whose records need no memory but two links (Fredman, Sedgewick, Sleator and Tarjan,
 * "The pairing heap", 1986). Records of equal keys leave in the order in which they came.
 */
const createPriority: CreateOrder = (store, words, at) => {
  const meld = (left: number, right: number): number => {
    const [above, below] = store.isBefore(right, left) ? [right, left] : [left, right];
    store.setLink(below, store.child(above));
    store.setChild(above, below);
    return above;
  };
  return {
    insert: (record) => {
      // The last word counts up, wrapping: only equal keys that are 4 billion puts apart could change places.
      store.setSerial(record, words[at.last]++ >>> 0);
      words[at.first] = words[at.first] === NONE ? record : meld(words[at.first], record);
    },
    next: () => {
      const root = words[at.first];
      let pairs = NONE;
      for (let left = store.child(root); left !== NONE;) {
        const right = store.link(left);
        const rest = right === NONE ? NONE : store.link(right);
        const pair = right === NONE ? left : meld(left, right);
        store.setLink(pair, pairs);
        pairs = pair;
        left = rest;
      }
      let heap = NONE;
      for (let pair = pairs; pair !== NONE;) {
        const rest = store.link(pair);
        heap = heap === NONE ? pair : meld(heap, pair);
        pair = rest;
      }
      if (heap !== NONE) store.setLink(heap, NONE);
      words[at.first] = heap;
      return root;
    },
  };
};

/** The orders by the classes that have them. */
export const ORDERS = { Queue: createFifo, LifoQueue: createLifo, PriorityQueue: createPriority } as const;

export type QueueKind = keyof typeof ORDERS;
