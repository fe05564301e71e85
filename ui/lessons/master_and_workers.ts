import { Queue, type QueueHandle } from "../../compute/queue/mod.ts";
import { task, Thread } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";

/** Squares numbers until it is told that there are no more. */
export function work(taskHandle: QueueHandle, resultHandle: QueueHandle): void {
  const tasks = Queue.from<number | null>(taskHandle);
  const results = Queue.from<[number, number]>(resultHandle);
  for (let x; (x = tasks.get()) !== null;) {
    results.put([x, x * x]);
    tasks.taskDone();
  }
  tasks.taskDone();
}

export const lesson: Lesson = {
  title: "Master and workers",
  about: "A master puts tasks into a queue, workers get them from it, and join waits until each of them is done.",
  async run() {
    const tasks = new Queue<number | null>();
    const results = new Queue<[number, number]>();
    const target = task(import.meta, work);
    const workers = [1, 2].map(() => new Thread({ target, args: [tasks.share(), results.share()] }));
    workers.forEach((worker) => worker.start());
    for (let x = 1; x <= 6; x++) tasks.put(x);
    for (const _ of workers) tasks.put(null);
    await tasks.joinAsync();
    for (const worker of workers) await worker.joinAsync();
    const squares: [number, number][] = [];
    while (!results.empty()) squares.push(results.getNowait());
    return squares.sort(([left], [right]) => left - right).map(([x, square]) => `${x} squared is ${square}`);
  },
};
