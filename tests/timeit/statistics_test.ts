import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  bootstrapMedian,
  bootstrapRatio,
  markOutliers,
  mean,
  median,
  quantile,
  seededGenerator,
  shuffled,
  standardDeviation,
} from "../../compute/timeit/mod.ts";

Deno.test("mean, median, quantiles and deviation of known samples", () => {
  assertEquals(mean([1, 2, 3, 6]), 3);
  assertEquals(median([5, 1, 3]), 3);
  assertEquals(median([4, 1, 3, 2]), 2.5);
  assertEquals(quantile([1, 2, 3, 4], 0.25), 1.75);
  assertEquals(quantile([7], 0.9), 7);
  assertEquals(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), 2);
  assertThrows(() => median([]), RangeError, "no samples");
  assertThrows(() => quantile([1], 1.5), RangeError, "[0, 1]");
});

Deno.test("samples are sorted as numbers and left as they were", () => {
  const samples = [10, 9, 100];
  assertEquals(median(samples), 10);
  assertEquals(samples, [10, 9, 100]);
});

Deno.test("outliers are marked by Tukey's fences, in order", () => {
  assertEquals(markOutliers([1, 2, 3, 4, 5, 6, 7, 8, 9]).includes("mild"), false);
  assertEquals(markOutliers([10, 11, 12, 13, 14, 15, 16, 17, 25, 100]).slice(-2), ["mild", "severe"]);
  assertEquals(markOutliers([5, 5, 5, 5, 6]), ["none", "none", "none", "none", "severe"]);
});

Deno.test("the generator repeats itself for a seed and is roughly uniform", () => {
  const draw = (seed: number) => Array.from({ length: 2000 }, seededGenerator(seed));
  assertEquals(draw(7), draw(7));
  assertNotEquals(draw(7), draw(8));
  assertAlmostEquals(mean(draw(7)), 0.5, 0.02);
  assertEquals(draw(7).every((x) => x >= 0 && x < 1), true);
});

Deno.test("shuffling keeps the items and reaches every order", () => {
  const random = seededGenerator(3), orders = new Set<string>();
  for (let k = 0; k < 200; k++) orders.add(shuffled(["a", "b", "c"], random).join(""));
  assertEquals([...orders].sort(), ["abc", "acb", "bac", "bca", "cab", "cba"]);
});

Deno.test("a bootstrap interval is reproducible, holds the median and lies within the samples", () => {
  const anySamples = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(anySamples, (samples) => {
      const [low, high] = bootstrapMedian(samples, { resamples: 300 });
      assertEquals(bootstrapMedian(samples, { resamples: 300 }), [low, high]);
      const centre = median(samples);
      return low >= Math.min(...samples) && high <= Math.max(...samples) && low <= centre && centre <= high;
    }),
    { numRuns: 50 },
  );
});

Deno.test("the interval of a median covers the true one about as often as it says", () => {
  const random = seededGenerator(11);
  let covered = 0;
  const trials = 300;
  for (let trial = 0; trial < trials; trial++) {
    const [low, high] = bootstrapMedian(Array.from({ length: 21 }, random), { resamples: 400, seed: trial });
    if (low <= 0.5 && 0.5 <= high) covered++;
  }
  assertAlmostEquals(covered / trials, 0.95, 0.04);
});

Deno.test("the interval of a ratio holds the ratio of the medians", () => {
  const [low, high] = bootstrapRatio([60, 62, 61, 63, 60], [20, 21, 20, 19, 20]);
  assertEquals(low <= 61 / 20 && 61 / 20 <= high, true);
  assertEquals(low > 2.7 && high < 3.4, true);
  assertEquals(bootstrapRatio([6], [3]), [2, 2]);
  assertThrows(() => bootstrapRatio([], [1]), RangeError, "no samples");
});
