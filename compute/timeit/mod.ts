/** Timing by the rules of `%timeit`, and the statistics of samples. Knows nothing of kernels. */
export { type Clock, clockResolution, systemClock } from "./clock.ts";
export { formatDuration, formatSignificant } from "./duration.ts";
export { type RandomGenerator, seededGenerator, shuffled } from "./random.ts";
export { markOutliers, mean, median, type OutlierMark, quantile, standardDeviation } from "./statistics.ts";
export { bootstrapMedian, type BootstrapOptions, bootstrapRatio, type Interval } from "./bootstrap.ts";
export { describeRuns, spreadWarning, timeit, timeitAsync, type TimeitOptions, type TimeitResult } from "./timeit.ts";
