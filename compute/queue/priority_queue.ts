import { checkHandle } from "../threading/mod.ts";
import { type QueueHandle, type QueueOptions, SharedQueue } from "./shared_queue.ts";

/**
 * Lowest first, between threads; else as `Queue`. Items are numbers, strings, dates, or arrays that begin with one and
 * are compared as Python compares tuples. Equal ones leave in the order in which they came, so that values behind a
 * priority need no order.
 *
 * @typeParam T What the items are; they are copied, as `structuredClone` copies.
 *
 * @example
 * ```ts
 * import { PriorityQueue } from "lanes/queue";
 *
 * const queue = new PriorityQueue<[number, { task: string }]>();
 * queue.put([2, { task: "later" }]);
 * queue.put([1, { task: "now" }]);
 * console.log(queue.get()[1].task); // now
 * ```
 */
export class PriorityQueue<T> extends SharedQueue<T> {
  /** @param options How it is; or the handle of one that is to be used on this thread, too. */
  constructor(options: QueueOptions | QueueHandle = {}) {
    super("PriorityQueue", options);
  }

  /**
   * The queue that a handle stands for.
   *
   * @throws {TypeError} If it is the handle of another kind of queue.
   */
  static from<T>(handle: QueueHandle): PriorityQueue<T> {
    return new PriorityQueue<T>(checkHandle(handle, "PriorityQueue"));
  }
}
