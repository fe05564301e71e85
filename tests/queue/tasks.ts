/** What the queues' tests have run on other threads. */
import {
  LifoQueue,
  PriorityQueue,
  Queue,
  type QueueHandle,
  type SharedQueue,
  ShutDown,
} from "../../compute/queue/mod.ts";

const CLASSES = { Queue, LifoQueue, PriorityQueue };

function open(handle: QueueHandle): SharedQueue<number> {
  return CLASSES[handle.kind].from(handle);
}

/** The result, or the name of the error. */
function outcome<R>(run: () => R): R | string {
  try {
    return run();
  } catch (error) {
    return (error as Error).name;
  }
}

export function getOne(handle: QueueHandle): number | string {
  return outcome(() => open(handle).get());
}

export function putOne(handle: QueueHandle): string | void {
  return outcome(() => open(handle).put(99));
}

export function join(handle: QueueHandle): void {
  open(handle).join();
}

export function putMany(handle: QueueHandle, first: number, count: number): void {
  const queue = open(handle);
  for (let k = 0; k < count; k++) queue.put(first + k);
}

export async function putManyAsync(handle: QueueHandle, first: number, count: number): Promise<void> {
  const queue = open(handle);
  for (let k = 0; k < count; k++) await queue.putAsync(first + k);
}

/** Gets until the queue is shut down. */
export function getMany(handle: QueueHandle): number[] {
  const queue = open(handle);
  const got: number[] = [];
  try {
    while (true) {
      got.push(queue.get());
      queue.taskDone();
    }
  } catch (error) {
    if (error instanceof ShutDown) return got;
    throw error;
  }
}

export async function getManyAsync(handle: QueueHandle): Promise<number[]> {
  const queue = open(handle);
  const got: number[] = [];
  try {
    while (true) {
      got.push(await queue.getAsync());
      queue.taskDone();
    }
  } catch (error) {
    if (error instanceof ShutDown) return got;
    throw error;
  }
}
