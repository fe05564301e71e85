import { ProcessPoolExecutor, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import { integrate, integrateAsync } from "../../compute/quadrature/mod.ts";
import type { Lesson } from "./lesson.ts";

const HALF_PI = Math.PI / 2;

export const serial: Lesson = {
  title: "integrate, serial",
  about: "The left Riemann sum of cos over [0, π/2], in one loop: the baseline of all that follows.",
  run: () => Promise.resolve([String(integrate(Math.cos, 0, HALF_PI, { nIter: 1000 }))]),
};

export const threads: Lesson = {
  title: "integrate on threads",
  about: "The range in two parts of 500 points, on two threads; the last digits are those of the cutting.",
  async run() {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
    return [String(await integrateAsync(Math.cos, 0, HALF_PI, { nJobs: 2, nIter: 1000, executor }))];
  },
};

export const processes: Lesson = {
  title: "integrate in processes",
  about: "The same two parts, in two processes that share nothing.",
  needsProcesses: true,
  async run() {
    await using executor = new ProcessPoolExecutor({ maxWorkers: 2 });
    return [String(await integrateAsync(Math.cos, 0, HALF_PI, { nJobs: 2, nIter: 1000, executor }))];
  },
};
