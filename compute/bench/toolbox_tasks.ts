/** What the toolbox's timing has run on threads and in processes. */
import { Queue, type QueueHandle } from "../queue/mod.ts";

export function nothing(): void {}

/** Gets items from a queue, and tells their sum. */
export function consume(handle: QueueHandle, count: number): number {
  const queue = Queue.from<number>(handle);
  let sum = 0;
  for (let k = 0; k < count; k++) sum += queue.get();
  return sum;
}
