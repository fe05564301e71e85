import type { QueueHandle } from "../../compute/queue/mod.ts";
import { currentThread, Event, type EventHandle, task, Thread } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";
import { Lines } from "./lines.ts";

export function serve(handle: QueueHandle, end: EventHandle): void {
  const { name, daemon } = currentThread();
  new Lines(handle).print(`${name} ${daemon ? "keeps no program alive" : "keeps its program alive"}`);
  Event.from(end).wait();
}

export const lesson: Lesson = {
  title: "Daemon",
  about: "A program ends when its last thread has, but it doesn't wait for daemons: they end with it.",
  async run() {
    const lines = new Lines();
    const end = new Event();
    const target = task(import.meta, serve);
    const args: [QueueHandle, EventHandle] = [lines.share(), end.share()];
    const threads = [
      new Thread({ target, args, name: "the worker" }),
      new Thread({ target, args, name: "the daemon", daemon: true }),
    ];
    // Without the end that they are told, the first would keep the program, the second would not.
    for (const thread of threads) await thread.startAsync();
    end.set();
    for (const thread of threads) await thread.joinAsync();
    try {
      threads[1].daemon = false;
    } catch (error) {
      lines.print(String((error as Error).message));
    }
    return lines.take().sort();
  },
};
