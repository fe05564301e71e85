/** Gives the time in ms from some fixed moment, never going back. */
export type Clock = () => number;

/** The platform's monotonic clock. */
export const systemClock: Clock = () => performance.now();

/**
 * Measures the smallest step of a clock: browsers round theirs to 5 or 100 μs.
 *
 * @param clock The clock to look at.
 * @returns The step in ms, above 0.
 */
export function clockResolution(clock: Clock = systemClock): number {
  let smallest = Infinity;
  for (let trial = 0; trial < 10; trial++) {
    const start = clock();
    let now = clock();
    while (now === start) now = clock();
    smallest = Math.min(smallest, now - start);
  }
  return smallest;
}
