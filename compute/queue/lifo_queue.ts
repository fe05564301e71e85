import { checkHandle } from "../threading/mod.ts";
import { type QueueHandle, type QueueOptions, SharedQueue } from "./shared_queue.ts";

/**
 * Last in, first out, between threads; else as `Queue`.
 *
 * @typeParam T What the items are; they are copied, as `structuredClone` copies.
 *
 * @example
 * ```ts
 * import { LifoQueue } from "lanes/queue";
 *
 * const queue = new LifoQueue<number>();
 * for (const item of [1, 2, 3]) queue.put(item);
 * console.log(queue.get(), queue.get()); // 3 2
 * ```
 */
export class LifoQueue<T> extends SharedQueue<T> {
  /** @param options How it is; or the handle of one that is to be used on this thread, too. */
  constructor(options: QueueOptions | QueueHandle = {}) {
    super("LifoQueue", options);
  }

  /**
   * The queue that a handle stands for.
   *
   * @throws {TypeError} If it is the handle of another kind of queue.
   */
  static from<T>(handle: QueueHandle): LifoQueue<T> {
    return new LifoQueue<T>(checkHandle(handle, "LifoQueue"));
  }
}
