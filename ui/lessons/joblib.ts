import { mathTask, task } from "../../compute/futures/mod.ts";
import { type BackendName, delayed, Parallel } from "../../compute/joblib/mod.ts";
import { integrate } from "../../compute/quadrature/mod.ts";
import type { Lesson } from "./lesson.ts";

/** One part of the integral of cos over [0, π/2], cut in `nJobs`. */
export function part(i: number, nJobs: number, nIter: number): number {
  const step = Math.PI / 2 / nJobs;
  return integrate(Math.cos, i * step, (i + 1) * step, { nIter: Math.floor(nIter / nJobs) });
}

async function integrateBy(backend: BackendName): Promise<string[]> {
  const nJobs = 2;
  await using parallel = Parallel({ nJobs, backend });
  const parts = await parallel(
    Array.from({ length: nJobs }, (_, i) => delayed(task(import.meta, part))(i, nJobs, 1000)),
  );
  return [String(parts.reduce((sum, part) => sum + part, 0))];
}

export const basics: Lesson = {
  title: "joblib",
  about: "delayed notes a call, Parallel makes many of them, and gives their results in order, or as they come.",
  async run() {
    const sqrt = mathTask(Math.sqrt)!;
    await using parallel = Parallel({ nJobs: 2, returnAs: "generator" });
    const roots: number[] = [];
    for await (const root of parallel([0, 1, 4, 9, 16].map((x) => delayed(sqrt)(x)))) roots.push(root);
    return [roots.join(" ")];
  },
};

export const threads: Lesson = {
  title: "integrate with joblib, on threads",
  about: "The parts of the integral as delayed calls, on threads.",
  run: () => integrateBy("threading"),
};

export const processes: Lesson = {
  title: "integrate with joblib, in processes",
  about: "The same calls, in processes started for them.",
  needsProcesses: true,
  run: () => integrateBy("multiprocessing"),
};
