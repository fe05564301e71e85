import { checkHandle } from "../threading/mod.ts";
import { type QueueHandle, type QueueOptions, SharedQueue } from "./shared_queue.ts";

/**
 * First in, first out, between threads.
 *
 * @typeParam T What the items are; they are copied, as `structuredClone` copies.
 *
 * @example
 * ```ts
 * import { Queue } from "lanes/queue";
 *
 * const queue = new Queue<string>({ maxSize: 2 });
 * queue.put("first");
 * queue.put("second");
 * console.log(queue.full()); // true
 *
 * const same = Queue.from<string>(queue.share()); // on another thread, say
 * console.log(same.get(), await same.getAsync({ timeout: 100 })); // first second
 * same.taskDone();
 * same.taskDone();
 * await queue.joinAsync();
 * ```
 */
export class Queue<T> extends SharedQueue<T> {
  /** @param options How it is; or the handle of one that is to be used on this thread, too. */
  constructor(options: QueueOptions | QueueHandle = {}) {
    super("Queue", options);
  }

  /**
   * The queue that a handle stands for.
   *
   * @throws {TypeError} If it is the handle of another kind of queue.
   */
  static from<T>(handle: QueueHandle): Queue<T> {
    return new Queue<T>(checkHandle(handle, "Queue"));
  }
}
