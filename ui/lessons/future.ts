import { asCompleted, type Future, task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import type { Lesson } from "./lesson.ts";

export function inverse(x: number): number {
  if (x === 0) throw new RangeError("zero has no inverse");
  return 1 / x;
}

export const lesson: Lesson = {
  title: "Future",
  about: "A call's outcome before it is there: it can be asked, waited for, called back, and cancelled while it waits.",
  async run() {
    const lines: string[] = [];
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    const call = (x: number) => executor.submit(task(import.meta, inverse), x);
    const [future, failing, cancelled] = [call(4), call(0), call(2)];
    future.addDoneCallback(({ state }) => lines.push(`called back: ${state}`));
    lines.push(`done: ${future.done()}`);
    lines.push(`cancelled: ${cancelled.cancel()}`);
    lines.push(`result: ${await future.result()}`);
    lines.push(`exception: ${await failing.exception()}`);
    const names = new Map<Future<number>, string>([[future, "1/4"], [failing, "1/0"], [cancelled, "1/2"]]);
    const order: string[] = [];
    for await (const { future } of asCompleted(names.keys())) order.push(`${names.get(future)} ${future.state}`);
    return [...lines, ...order.sort()];
  },
};
