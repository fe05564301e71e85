/**
 * Queues between threads, after Python's `queue`: in shared memory, so that what one thread puts, another gets without
 * its event loop.
 *
 * @module
 */
export { Empty, Full, ShutDown } from "./errors.ts";
export type { AccessOptions, WaitOptions } from "./options.ts";
export { type QueueHandle, type QueueOptions, SharedQueue } from "./shared_queue.ts";
export { Queue } from "./queue.ts";
export { LifoQueue } from "./lifo_queue.ts";
export { PriorityQueue } from "./priority_queue.ts";
