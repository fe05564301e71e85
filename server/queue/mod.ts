export { EventFeed, QUIET } from "./event_feed.ts";
export { type QueueParts, RunQueue } from "./run_queue.ts";
