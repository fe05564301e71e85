import { task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import type { Lesson } from "./lesson.ts";

export function power(base: number, exponent: number): number {
  return base ** exponent;
}

export const lesson: Lesson = {
  title: "Executor",
  about: "submit hands a call to a pool of threads, map one for each input; leaving the block waits for all of them.",
  async run() {
    const lines: string[] = [];
    await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
    const future = executor.submit(task(import.meta, power), 2, 10);
    lines.push(`2 to the 10th is ${await future}`);
    const powers = executor.map(task(import.meta, power), [[1, 2, 3, 4], [5, 4, 3]]);
    lines.push(`up to the shortest input: ${(await Array.fromAsync(powers)).join(" ")}`);
    return lines;
  },
};
