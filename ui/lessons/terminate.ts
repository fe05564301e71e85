import type { QueueHandle } from "../../compute/queue/mod.ts";
import { type CooperativeTaskHandle, Task, task, Thread } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";
import { Lines } from "./lines.ts";

/** Counts down until it is told to end. */
export function countdownWhileRunning(
  handle: CooperativeTaskHandle,
  n: number,
  tickMs: number,
  out: QueueHandle,
): void {
  const work = Task.from(handle);
  const lines = new Lines(out);
  let left = n;
  while (work.running && left > 0) {
    if (left === n) lines.print(`${left} left`);
    left--;
    work.sleep(tickMs);
  }
  lines.print(left > 0 ? "told to end" : "done");
}

export const lesson: Lesson = {
  title: "Ending a thread",
  about: "Nothing can kill a thread. A task has a flag that its work looks at, and terminate() lowers it.",
  async run({ tickMs = 1000 } = {}) {
    const lines = new Lines();
    const work = new Task();
    const target = task(import.meta, countdownWhileRunning);
    const thread = new Thread({ target, args: [work.share(), 1_000_000, tickMs, lines.share()] });
    await thread.startAsync();
    work.terminate();
    await thread.joinAsync();
    return lines.take().slice(-1);
  },
};
