import { assertEquals } from "@std/assert";
import { progressBar } from "../../compute/joblib/mod.ts";
import { type RunCounts, verboseObserver } from "../../compute/joblib/progress.ts";

function counts(completed: number, total: number | null, dispatched = total ?? completed + 4): RunCounts {
  const exhausted = dispatched === total;
  return { completed, total, dispatched, batches: dispatched, exhausted, finished: exhausted && completed === total };
}

function printed(verbose: number, all: readonly RunCounts[], msPerCall = 100): string[] {
  const lines: string[] = [];
  let now = 0;
  const observer = verboseObserver({
    verbose,
    name: "Parallel(n_jobs=2)",
    window: 4,
    print: (line) => lines.push(line),
    clock: () => now,
  });
  for (const count of all) {
    now += msPerCall;
    observer.progressed(count);
  }
  return lines;
}

Deno.test("verbose 1 tells of a short run once on the way, and of its end", () => {
  const all = Array.from({ length: 10 }, (_, k) => counts(k + 1, 10, Math.min(10, k + 5)));
  assertEquals(printed(1, all), [
    "[Parallel(n_jobs=2)]: Done  7 out of 10 | elapsed: 0.7s remaining: 0.3s",
    "[Parallel(n_jobs=2)]: Done 10 out of 10 | elapsed: 1.0s finished",
  ]);
});

Deno.test("verbose 11 tells every batch, and what remains once that is known", () => {
  const lines = printed(11, [counts(1, null), counts(2, null), counts(3, 4), counts(4, 4)]);
  assertEquals(lines, [
    "[Parallel(n_jobs=2)]: Done   1 tasks | elapsed: 0.1s",
    "[Parallel(n_jobs=2)]: Done   2 tasks | elapsed: 0.2s",
    "[Parallel(n_jobs=2)]: Done 4 out of 4 | elapsed: 0.4s finished",
  ]);
});

Deno.test("long times are told in minutes", () => {
  assertEquals(printed(1, [counts(1, 1)], 138_000), [
    "[Parallel(n_jobs=2)]: Done 1 out of 1 | elapsed: 2.3min finished",
  ]);
});

Deno.test("the bar shows how far it is, is not redrawn too often, and ends its line", () => {
  const written: string[] = [];
  const tell = progressBar({ write: (text) => written.push(text), width: 4 });
  const progress = { total: 4, finished: false };
  tell({ ...progress, completed: 1, elapsedMs: 100, remainingMs: 300 });
  tell({ ...progress, completed: 2, elapsedMs: 120, remainingMs: 120 });
  tell({ completed: 2, total: null, elapsedMs: 200, remainingMs: null, finished: false });
  tell({ completed: 4, total: 4, elapsedMs: 210, remainingMs: 0, finished: true });
  assertEquals(written, [
    "\r█░░░ 1/4, 0.1 s, 0.3 s left\x1b[K",
    "\r2 done, 0.2 s\x1b[K",
    "\r████ 4/4, 0.2 s\x1b[K\n",
  ]);
});
