const sortedCopy = (samples: ArrayLike<number>) => Float64Array.from(samples).sort();

function needSamples(samples: ArrayLike<number>): void {
  if (samples.length === 0) throw new RangeError("there are no samples: give at least one");
}

/** @throws {RangeError} If there are no samples. */
export function mean(samples: ArrayLike<number>): number {
  needSamples(samples);
  let sum = 0;
  for (let k = 0; k < samples.length; k++) sum += samples[k];
  return sum / samples.length;
}

/** The standard deviation of the samples taken as the whole population (divided by their number), as in `%timeit`. */
export function standardDeviation(samples: ArrayLike<number>): number {
  const centre = mean(samples);
  return Math.sqrt(mean(Float64Array.from(samples, (sample) => (sample - centre) ** 2)));
}

/**
 * A quantile, interpolated linearly between neighbours (type 7 of Hyndman and Fan, as in R and NumPy).
 *
 * @param samples In any order; at least one.
 * @param share In [0, 1]: 0.5 gives the median.
 * @throws {RangeError} If there are no samples, or the share is outside of [0, 1].
 */
export function quantile(samples: ArrayLike<number>, share: number): number {
  needSamples(samples);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a quantile's share is in [0, 1], not ${share}`);
  return quantileOfSorted(sortedCopy(samples), share);
}

/** As `quantile`, for samples in ascending order; not checked. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** @throws {RangeError} If there are no samples. */
export function median(samples: ArrayLike<number>): number {
  return quantile(samples, 0.5);
}

/** How far a sample lies from the rest. */
export type OutlierMark = "none" | "mild" | "severe";

/**
 * Marks outliers by Tukey's fences: `mild` beyond 1.5, `severe` beyond 3 interquartile ranges from the quartiles. They
 * are to be shown, not dropped.
 *
 * @param samples At least one.
 * @returns A mark for each sample, in order.
 */
export function markOutliers(samples: readonly number[]): OutlierMark[] {
  needSamples(samples);
  const sorted = sortedCopy(samples);
  const [low, high] = [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.75)];
  const range = high - low;
  const distance = (sample: number) => Math.max(low - sample, sample - high);
  return samples.map((sample) =>
    distance(sample) > 3 * range ? "severe" : distance(sample) > 1.5 * range ? "mild" : "none"
  );
}
