import type { QueueHandle } from "../../compute/queue/mod.ts";
import { task, Thread } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";
import { Lines } from "./lines.ts";

export function greet(who: string, handle: QueueHandle): void {
  new Lines(handle).print(`hello ${who}, from a target`);
}

export class Greeter extends Thread {
  constructor(readonly who: string, readonly lines: QueueHandle) {
    super({ module: import.meta });
  }

  override run(): void {
    new Lines(this.lines).print(`hello ${this.who}, from a subclass`);
  }
}

export const lesson: Lesson = {
  title: "Two ways to make a thread",
  about: "A thread is given a function and its arguments, or it is of a subclass that overrides run.",
  async run() {
    const lines = new Lines();
    const byTarget = new Thread({ target: task(import.meta, greet), args: ["Ada", lines.share()] });
    byTarget.start();
    await byTarget.joinAsync();
    const bySubclass = new Greeter("Grace", lines.share());
    bySubclass.start();
    await bySubclass.joinAsync();
    return lines.take();
  },
};
