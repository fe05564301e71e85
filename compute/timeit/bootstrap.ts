import { type RandomGenerator, seededGenerator } from "./random.ts";
import { quantileOfSorted } from "./statistics.ts";

export interface BootstrapOptions {
  /** The interval's coverage, in (0, 1); default 0.95. */
  readonly confidence?: number;
  /** How many resamples; default 2000. */
  readonly resamples?: number;
  /** Same seed, same interval; default 1. */
  readonly seed?: number;
}

/** Lower and upper end. */
export type Interval = readonly [number, number];

/**
 * The percentile bootstrap interval of a median (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).
 *
 * @param samples At least one; of a single sample the interval is that point.
 * @returns The interval's ends.
 * @throws {RangeError} If there are no samples.
 */
export function bootstrapMedian(samples: ArrayLike<number>, options: BootstrapOptions = {}): Interval {
  return interval([samples], ([median]) => median, options);
}

/**
 * The percentile bootstrap interval of `median(numerator) / median(denominator)`, each side resampled by itself.
 *
 * @throws {RangeError} If a side has no samples.
 */
export function bootstrapRatio(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  options: BootstrapOptions = {},
): Interval {
  return interval([numerator, denominator], ([over, under]) => over / under, options);
}

function interval(
  groups: readonly ArrayLike<number>[],
  statistic: (medians: number[]) => number,
  { confidence = 0.95, resamples = 2000, seed = 1 }: BootstrapOptions,
): Interval {
  if (groups.some((group) => group.length === 0)) throw new RangeError("there are no samples: give at least one");
  const random = seededGenerator(seed);
  const draws = groups.map((group) => medianOfResample(Float64Array.from(group).sort(), random));
  const values = new Float64Array(resamples);
  for (let k = 0; k < resamples; k++) values[k] = statistic(draws.map((draw) => draw()));
  values.sort();
  const tail = (1 - confidence) / 2;
  return [quantileOfSorted(values, tail), quantileOfSorted(values, 1 - tail)];
}

/**
 * Draws medians of resamples. As the samples are sorted, it is enough to count how often each was drawn: the median is
 * where half of the draws are reached, and nothing has to be sorted again.
 */
function medianOfResample(sorted: Float64Array, random: RandomGenerator): () => number {
  const { length } = sorted;
  const counts = new Uint32Array(length);
  const [lowRank, highRank] = [Math.floor((length - 1) / 2), Math.floor(length / 2)];
  return () => {
    counts.fill(0);
    for (let k = 0; k < length; k++) counts[Math.floor(random() * length)]++;
    let seen = 0, low = -1;
    for (let k = 0;; k++) {
      seen += counts[k];
      if (low < 0 && seen > lowRank) low = k;
      if (seen > highRank) return (sorted[low] + sorted[k]) / 2;
    }
  };
}
