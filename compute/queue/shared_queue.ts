import { block, checkHandle, checkOptions, InvalidStateError, type Steps, waitFor } from "../threading/mod.ts";
import { Empty, Full, ShutDown } from "./errors.ts";
import { Monitor, type SleepLimits } from "./monitor.ts";
import { type Order, ORDERS, type QueueKind } from "./order.ts";
import { type AccessOptions, limitsOf, type WaitOptions } from "./options.ts";
import { Scratch } from "./scratch.ts";
import { writeKey } from "./sort_key.ts";
import { NONE, Store } from "./store.ts";
import { readValue, writeValue } from "./values.ts";
import {
  ALL_DONE,
  CLOSED,
  COUNT,
  MAX_SIZE,
  MUTEX,
  NOT_EMPTY,
  NOT_FULL,
  ORDER,
  STORE,
  UNFINISHED,
  WORDS,
} from "./words.ts";

/** How a queue is made. */
export interface QueueOptions {
  /** How many items it holds at most; 0, the default, or less: any number. */
  readonly maxSize?: number;
  /** How much memory its items may take, which is used as it is needed; default 256 MiB. */
  readonly maxBytes?: number;
}

/** A queue, as it is posted to another thread. */
export interface QueueHandle {
  readonly kind: QueueKind;
  readonly words: Int32Array;
  readonly memory: SharedArrayBuffer;
}

const MAX_BYTES = 256 * 2 ** 20;

/** How often an empty queue is looked at before sleeping: a few µs, less than it takes to be woken. */
const LOOKS = 300;

/** What the three kinds of queue have in common: all but the order. */
export abstract class SharedQueue<T> {
  readonly #handle: QueueHandle;
  readonly #words: Int32Array;
  readonly #monitor: Monitor;
  readonly #store: Store;
  readonly #order: Order;
  readonly #scratch = new Scratch();

  protected constructor(kind: QueueKind, source: QueueOptions | QueueHandle) {
    checkOptions(source, "{ maxSize: 3 }");
    this.#handle = "kind" in source ? checkHandle(source, kind) : createHandle(kind, source);
    this.#words = this.#handle.words;
    this.#monitor = new Monitor(this.#words, MUTEX);
    this.#store = new Store(this.#words, STORE, this.#handle.memory);
    this.#order = ORDERS[kind](this.#store, this.#words, ORDER);
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks; `from` makes the same queue of it. */
  share(): QueueHandle {
    return this.#handle;
  }

  /** How many items it holds at most; 0 for any number. */
  get maxSize(): number {
    return this.#words[MAX_SIZE];
  }

  /** How many items there are, at the moment of asking. */
  qsize(): number {
    return Atomics.load(this.#words, COUNT);
  }

  /** Whether there is no item, at the moment of asking. */
  empty(): boolean {
    return this.qsize() === 0;
  }

  /** Whether there is no place, at the moment of asking. */
  full(): boolean {
    return this.maxSize > 0 && this.qsize() >= this.maxSize;
  }

  /**
   * Puts a copy of an item, blocking the thread until there is a place.
   *
   * @throws {Full} If there is none in time; or now, without `block`.
   * @throws {ShutDown} If the queue was shut down.
   * @throws {RangeError} If the time-out is negative, or the queue's memory used up.
   * @throws {DOMException} A `DataCloneError`, if the item can't be copied. The queue is left as it was.
   */
  put(item: T, options: AccessOptions = {}): void {
    const limits = limitsOf(options, false);
    this.#write(item);
    if (!this.#tryPut()) block(this.#put(limits));
  }

  /** As `put`, letting the event loop turn until there is a place. */
  async putAsync(item: T, options: WaitOptions = {}): Promise<void> {
    const limits = limitsOf(options, true);
    this.#write(item);
    if (!this.#tryPut()) await waitFor(this.#put(limits));
  }

  /** Puts an item if there is a place now; see `put`. */
  putNowait(item: T): void {
    this.put(item, { block: false });
  }

  /**
   * Takes the next item, blocking the thread until there is one.
   *
   * @throws {Empty} If there is none in time; or now, without `block`.
   * @throws {ShutDown} If the queue was shut down and has none left.
   * @throws {RangeError} If the time-out is negative.
   */
  get(options: AccessOptions = {}): T {
    const limits = limitsOf(options, false);
    if (limits.deadline > 0) this.#lookForItems();
    if (!this.#tryGet()) block(this.#get(limits));
    return this.#read();
  }

  /** As `get`, letting the event loop turn until there is an item. */
  async getAsync(options: WaitOptions = {}): Promise<T> {
    const limits = limitsOf(options, true);
    return this.#tryGet() ? this.#read() : await waitFor(this.#getAndRead(limits));
  }

  /** Takes the next item if there is one now; see `get`. */
  getNowait(): T {
    return this.get({ block: false });
  }

  /**
   * Says that an item which was got has been dealt with; for `join`.
   *
   * @throws {InvalidStateError} If that was said of all items that were put.
   */
  taskDone(): void {
    this.#monitor.enter();
    const unfinished = this.#words[UNFINISHED];
    if (unfinished > 0) this.#words[UNFINISHED]--;
    if (unfinished === 1) this.#monitor.signal(ALL_DONE, true);
    this.#monitor.exit();
    if (unfinished === 0) throw new InvalidStateError("taskDone was called more often than items were put");
  }

  /**
   * Blocks the thread until all items that were put have been dealt with.
   *
   * @throws A `TimeoutError`.
   */
  join(options: WaitOptions = {}): void {
    block(this.#join(limitsOf(options, false)));
  }

  /** As `join`, letting the event loop turn. */
  async joinAsync(options: WaitOptions = {}): Promise<void> {
    await waitFor(this.#join(limitsOf(options, true)));
  }

  /**
   * Shuts the queue down: nothing can be put any more, and nothing got once it is drained. All who wait are told.
   *
   * @param options `immediate`: drop the items that are there, as if they had been dealt with.
   */
  shutdown({ immediate = false }: { readonly immediate?: boolean } = {}): void {
    const words = this.#words;
    const monitor = this.#monitor;
    monitor.enter();
    words[CLOSED] = 1;
    if (immediate) {
      for (; words[COUNT] > 0; Atomics.sub(words, COUNT, 1)) {
        this.#store.remove(this.#order.next(), this.#scratch);
        if (words[UNFINISHED] > 0) words[UNFINISHED]--;
      }
    }
    monitor.signal(NOT_EMPTY, true);
    monitor.signal(NOT_FULL, true);
    if (words[UNFINISHED] === 0) monitor.signal(ALL_DONE, true);
    monitor.exit();
  }

  /** Writes a copy of an item into the scratch; nothing is shared yet. */
  #write(item: T): void {
    const scratch = this.#scratch;
    scratch.keyEnd = this.#handle.kind === "PriorityQueue" ? writeKey(scratch, 0, item) : 0;
    scratch.end = writeValue(scratch, scratch.keyEnd, item);
  }

  /** Reads the item that is in the scratch. */
  #read(): T {
    return readValue(this.#scratch, this.#scratch.keyEnd, this.#scratch.end) as T;
  }

  #tryPut(): boolean {
    this.#monitor.enter();
    try {
      return this.#insert();
    } finally {
      this.#monitor.exit();
    }
  }

  #tryGet(): boolean {
    this.#monitor.enter();
    try {
      return this.#remove();
    } finally {
      this.#monitor.exit();
    }
  }

  *#put(limits: SleepLimits): Steps<void> {
    const restore = this.#scratch.keep();
    this.#monitor.enter();
    try {
      while (!this.#insert()) {
        if (performance.now() >= limits.deadline) throw new Full(`the queue holds ${this.maxSize} items, its most`);
        yield* this.#monitor.sleep(NOT_FULL, limits);
        restore();
      }
    } finally {
      this.#monitor.exit();
    }
  }

  *#get(limits: SleepLimits): Steps<void> {
    this.#monitor.enter();
    try {
      while (!this.#remove()) {
        if (performance.now() >= limits.deadline) throw new Empty("the queue has no item");
        yield* this.#monitor.sleep(NOT_EMPTY, limits);
      }
    } finally {
      this.#monitor.exit();
    }
  }

  /** As `#get`; reads at once, before the scratch is used again. */
  *#getAndRead(limits: SleepLimits): Steps<T> {
    yield* this.#get(limits);
    return this.#read();
  }

  *#join(limits: SleepLimits): Steps<void> {
    this.#monitor.enter();
    try {
      while (this.#words[UNFINISHED] > 0) {
        if (performance.now() >= limits.deadline) {
          throw new DOMException(`${this.#words[UNFINISHED]} items were not dealt with in time`, "TimeoutError");
        }
        yield* this.#monitor.sleep(ALL_DONE, limits);
      }
    } finally {
      this.#monitor.exit();
    }
  }

  /** Inside the mutex: puts what is in the scratch; false if there is no place. */
  #insert(): boolean {
    const words = this.#words;
    if (words[CLOSED] !== 0) throw new ShutDown("the queue was shut down: nothing can be put");
    if (words[MAX_SIZE] > 0 && words[COUNT] >= words[MAX_SIZE]) return false;
    this.#order.insert(this.#store.add(this.#scratch));
    Atomics.add(words, COUNT, 1);
    words[UNFINISHED]++;
    this.#monitor.signal(NOT_EMPTY);
    return true;
  }

  /** Inside the mutex: gets the next item into the scratch; false if there is none. */
  #remove(): boolean {
    const words = this.#words;
    if (words[COUNT] === 0) {
      if (words[CLOSED] !== 0) throw new ShutDown("the queue was shut down, and has no items left");
      return false;
    }
    this.#store.remove(this.#order.next(), this.#scratch);
    Atomics.sub(words, COUNT, 1);
    this.#monitor.signal(NOT_FULL);
    return true;
  }

  /** Waits some microseconds for an item: falling asleep and being woken takes longer, and costs the other side. */
  #lookForItems(): void {
    for (let k = 0; k < LOOKS && Atomics.load(this.#words, COUNT) === 0; k++);
  }
}

function createHandle(kind: QueueKind, { maxSize = 0, maxBytes = MAX_BYTES }: QueueOptions): QueueHandle {
  if (typeof maxSize !== "number" || Number.isNaN(maxSize)) {
    throw new RangeError(`a queue's maxSize is a number of items: it is ${maxSize}`);
  }
  if (!(maxBytes >= 0)) throw new RangeError(`a queue's maxBytes is a number of bytes: it is ${maxBytes}`);
  const words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  words[MAX_SIZE] = maxSize > 0 && maxSize < 2 ** 31 ? Math.ceil(maxSize) : 0;
  words[ORDER.first] = NONE;
  return { kind, words, memory: Store.create(words, STORE, maxBytes) };
}
