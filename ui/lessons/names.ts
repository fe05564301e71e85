import type { QueueHandle } from "../../compute/queue/mod.ts";
import { currentThread, task, Thread } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";
import { Lines } from "./lines.ts";

export function introduce(handle: QueueHandle): void {
  const { name, ident } = currentThread();
  new Lines(handle).print(`I am ${name}, and ${ident === null ? "have no number" : "have a number"}`);
}

export const lesson: Lesson = {
  title: "Named threads",
  about: "A thread has a name for people, one made up if none is given, and from its start on a number.",
  async run() {
    const lines = new Lines();
    const threads = ["first", "second", undefined].map((name) =>
      new Thread({ target: task(import.meta, introduce), args: [lines.share()], name })
    );
    const numbers = threads.filter(({ ident }) => ident !== null).length;
    for (const thread of threads) {
      thread.start();
      await thread.joinAsync();
    }
    const different = new Set(threads.map(({ ident }) => ident)).size;
    return [`${numbers} numbers before the start`, ...lines.take(), `${different} numbers afterwards`];
  },
};
