import { SharedCounter, type SharedCounterHandle, task, Thread } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";

const TIMES = 10_000;

export function count(handle: SharedCounterHandle, by: number): void {
  const counter = SharedCounter.from(handle);
  for (let k = 0; k < TIMES; k++) counter.increment(by);
}

export const lesson: Lesson = {
  title: "A shared counter",
  about: "Threads that add to one number, each behind the same lock, lose nothing of it.",
  async run() {
    const counter = new SharedCounter(42);
    const target = task(import.meta, count);
    const threads = [1, 1, -1].map((by) => new Thread({ target, args: [counter.share(), by] }));
    threads.forEach((thread) => thread.start());
    for (const thread of threads) await thread.joinAsync();
    return [`42 + ${TIMES} + ${TIMES} - ${TIMES} = ${counter.value}`];
  },
};
