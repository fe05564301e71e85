import { ProcessPoolExecutor, task, ThreadPoolExecutor } from "../../compute/futures/mod.ts";
import { jit, prange } from "../../compute/mod.ts";
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

/** The lecture's Cython: compiled code has no GIL to hold. */
export const compiled: Lesson = {
  title: "integrate, compiled, on threads",
  about: "The whole sum as a kernel, which reaches the threads as its text and is compiled there; each sums one part.",
  async run() {
    const sum = jit((a: number, b: number, n: number) => {
      let acc = 0;
      const step = (b - a) / n;
      for (const i of prange(n)) acc += Math.cos(a + i * step) * step;
      return acc;
    });
    await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
    const middle = HALF_PI / 2;
    const parts = executor.map(task(sum), [[0, middle], [middle, HALF_PI], [500, 500]]);
    return [(await Array.fromAsync(parts)).reduce((left, right) => left + right).toFixed(12)];
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
