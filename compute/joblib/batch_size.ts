/** Decides how many calls travel together. */
export interface BatchSizer {
  /** The size of the next batch. */
  size(): number;
  /** Hears how long a batch took, from its dispatch to its results. */
  completed(size: number, durationMs: number): void;
}

/** The same size for all batches. */
export function fixedBatchSize(size: number): BatchSizer {
  return { size: () => size, completed: () => {} };
}

/** Batches shorter than this grow. */
const SHORTEST_MS = 200;
/** Batches longer than this shrink. */
const LONGEST_MS = 2000;
/** The weight of the latest duration in their moving average. */
const LATEST_WEIGHT = 0.2;

/**
 * joblib's rule: from one call each, batches are at most doubled as long as they take under 0.2 s, and cut when they
 * take over 2 s.
 */
export function automaticBatchSize(): BatchSizer {
  let size = 1;
  let smoothedMs = 0;
  return {
    size() {
      const before = size;
      if (smoothedMs > 0 && smoothedMs < SHORTEST_MS) {
        // Twice the ideal, against oscillations.
        size = Math.max(1, Math.min(2 * size, Math.floor(2 * size * SHORTEST_MS / smoothedMs)));
      } else if (smoothedMs > LONGEST_MS && size >= 2) {
        size = Math.max(1, 2 * Math.floor(size * SHORTEST_MS / smoothedMs));
      }
      // Durations of other sizes say nothing of this one.
      if (size !== before) smoothedMs = 0;
      return size;
    },
    completed(completedSize, durationMs) {
      if (completedSize !== size) return;
      smoothedMs = smoothedMs === 0 ? durationMs : (1 - LATEST_WEIGHT) * smoothedMs + LATEST_WEIGHT * durationMs;
    },
  };
}
