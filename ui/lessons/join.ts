import { Event, type EventHandle, task, Thread } from "../../compute/threading/mod.ts";
import type { Lesson } from "./lesson.ts";

export function waitForIt(handle: EventHandle): void {
  Event.from(handle).wait();
}

export const lesson: Lesson = {
  title: "Join",
  about: "Joining waits for a thread's end, or for as long as one likes; then isAlive tells which it was.",
  async run() {
    const event = new Event();
    const thread = new Thread({ target: task(import.meta, waitForIt), args: [event.share()] });
    thread.start();
    await thread.joinAsync({ timeout: 1 });
    const lines = [`joined for a moment, alive: ${thread.isAlive()}`];
    event.set();
    await Promise.all([thread.joinAsync(), thread.joinAsync()]);
    lines.push(`joined twice to the end, alive: ${thread.isAlive()}`);
    return lines;
  },
};
