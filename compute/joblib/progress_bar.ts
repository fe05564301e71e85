import type { ParallelProgress } from "./progress.ts";

export interface ProgressBarOptions {
  /** Writes text as it is, without ending the line; default to the standard error, or nowhere in a browser. */
  readonly write?: (text: string) => void;
  /** Of the bar itself, in characters; default 30. */
  readonly width?: number;
}

/** Redrawing more often than this would only cost. */
const REDRAW_MS = 50;

/**
 * Makes an `onProgress` that draws a bar on one line of a terminal.
 *
 * @example
 * ```ts
 * import { delayed, Parallel, progressBar } from "lanes/joblib";
 * import { mathTask } from "lanes/futures";
 *
 * await using parallel = Parallel({ nJobs: 2, onProgress: progressBar() });
 * await parallel([1, 4, 9].map((x) => delayed(mathTask(Math.sqrt)!)(x)));
 * ```
 */
export function progressBar(
  { write = writeError, width = 30 }: ProgressBarOptions = {},
): (progress: ParallelProgress) => void {
  let drawnAt = -Infinity;
  return (progress) => {
    if (!progress.finished && progress.elapsedMs < drawnAt + REDRAW_MS) return;
    drawnAt = progress.elapsedMs;
    write(`\r${line(progress, width)}\x1b[K${progress.finished ? "\n" : ""}`);
  };
}

function line({ completed, total, elapsedMs, remainingMs }: ParallelProgress, width: number): string {
  const elapsed = `${(elapsedMs / 1000).toFixed(1)} s`;
  if (total === null || remainingMs === null) return `${completed} done, ${elapsed}`;
  const filled = Math.floor(width * completed / total);
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  const left = completed === total ? "" : `, ${(remainingMs / 1000).toFixed(1)} s left`;
  return `${bar} ${completed}/${total}, ${elapsed}${left}`;
}

function writeError(text: string): void {
  // Not Deno's own: what a browser loads must not name it.
  const host = globalThis as { process?: { stderr?: { write(text: string): unknown } } };
  host.process?.stderr?.write(text);
}
