/** How far a run got. */
export interface RunCounts {
  /** How many calls have completed. */
  readonly completed: number;
  /** How many were sent, and in how many batches. */
  readonly dispatched: number;
  readonly batches: number;
  /** How many there are, where that is known. */
  readonly total: number | null;
  /** Whether all were sent. */
  readonly exhausted: boolean;
  /** Whether all have completed. */
  readonly finished: boolean;
}

/** What `onProgress` is told. */
export interface ParallelProgress {
  /** How many calls have completed. */
  readonly completed: number;
  /** How many there are; null as long as that isn't known. */
  readonly total: number | null;
  readonly elapsedMs: number;
  /** How long it will go on at this rate; null as long as the total isn't known. */
  readonly remainingMs: number | null;
  /** Whether all have completed. */
  readonly finished: boolean;
}

/** Hears how a run gets on. */
export interface RunObserver {
  progressed(counts: RunCounts): void;
}

/** Tells a callback of a run's progress. */
export function progressObserver(tell: (progress: ParallelProgress) => void, clock: () => number): RunObserver {
  const start = clock();
  return {
    progressed({ completed, total, finished }) {
      const elapsedMs = clock() - start;
      const remainingMs = total === null ? null : elapsedMs / completed * (total - completed);
      tell({ completed, total, elapsedMs, remainingMs, finished });
    },
  };
}

/** From this verbosity on every batch is told of. */
const TELLS_ALL = 11;

/**
 * Prints what joblib prints, as often as it does: at higher verbosity more, from 11 on every batch.
 *
 * @param window How many batches are sent ahead.
 */
export function verboseObserver(
  { verbose, name, window, print, clock }: {
    readonly verbose: number;
    readonly name: string;
    readonly window: number;
    readonly print: (line: string) => void;
    readonly clock: () => number;
  },
): RunObserver {
  const start = clock();
  return {
    progressed(counts) {
      const { completed, total, finished } = counts;
      if (!finished && !isTold(counts, verbose, window)) return;
      const seconds = (clock() - start) / 1000;
      const width = String(total ?? 100).length;
      const done = String(completed).padStart(width);
      const elapsed = `elapsed: ${shortTime(seconds)}`;
      const remaining = total === null ? "" : ` remaining: ${shortTime(seconds / completed * (total - completed))}`;
      const line = finished
        ? `Done ${done} out of ${done} | ${elapsed} finished`
        : total === null
        ? `Done ${done} tasks | ${elapsed}`
        : `Done ${done} out of ${total} | ${elapsed}${remaining}`;
      print(`[${name}]: ${line}`);
    },
  };
}

/** joblib's choice of the moments that are told of. */
function isTold({ completed, dispatched, batches, exhausted }: RunCounts, verbose: number, window: number): boolean {
  if (!exhausted) {
    if (verbose >= TELLS_ALL) return true;
    const scale = 0.5 * (TELLS_ALL - verbose) ** 2;
    return Math.floor(Math.sqrt((batches + 1) / scale)) !== Math.floor(Math.sqrt(batches / scale));
  }
  const frequency = Math.floor(dispatched / verbose) + 1;
  const left = dispatched - completed + 1 - Math.min(window, dispatched);
  return completed + 1 !== dispatched && left % frequency === 0;
}

function shortTime(seconds: number): string {
  return seconds > 60 ? `${(seconds / 60).toFixed(1)}min` : `${seconds.toFixed(1)}s`;
}
