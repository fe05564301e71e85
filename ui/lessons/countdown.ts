import type { QueueHandle } from "../../compute/queue/mod.ts";
import { Task, task, Thread } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";
import { Lines } from "./lines.ts";

/** Counts down, a line each tick. */
export function countdown(n: number, tickMs: number, handle: QueueHandle): void {
  const lines = new Lines(handle);
  const pause = new Task();
  for (let left = n; left > 0; left--) {
    lines.print(`${left} left`);
    pause.sleep(tickMs);
  }
}

export const lesson: Lesson = {
  title: "Countdown",
  about: "A function that takes its time, on a thread of its own: the program goes on meanwhile.",
  async run({ tickMs = 1000 } = {}) {
    const lines = new Lines();
    const thread = new Thread({ target: task(import.meta, countdown), args: [3, tickMs, lines.share()] });
    const before = thread.isAlive();
    thread.start();
    const meanwhile = thread.isAlive();
    await thread.joinAsync();
    return [...lines.take(), `alive: ${before}, then ${meanwhile}, then ${thread.isAlive()}`];
  },
};
