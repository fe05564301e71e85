/** Runs in a worker of the page: answers what it gets, blocking. */
import { Queue, type QueueHandle } from "../../compute/queue/mod.ts";

addEventListener("message", ({ data }: MessageEvent<{ input: QueueHandle; output: QueueHandle }>) => {
  const input = Queue.from<{ k: number; seen: Set<number> } | null>(data.input);
  const output = Queue.from<{ k: number; day: Date }>(data.output);
  for (let item; (item = input.get()) !== null; input.taskDone()) {
    if (item.seen.has(item.k)) output.put({ k: item.k, day: new Date(item.k) });
  }
  input.taskDone();
});
