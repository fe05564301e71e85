import { median } from "../../timeit/mod.ts";

/** How many tiles a workgroup may reduce side by side, 64 invocations each: what suits a GPU best isn't told. */
const CANDIDATES = [1, 2, 4];

/** Dispatches of each candidate that are compared. */
const TRIALS = 3;

/** Finds by measuring how large the workgroups of a device are best; results don't depend on it. */
export class Workgroups {
  readonly #candidates: readonly number[];
  /** What is measured, the same for all candidates, and how fast each was. */
  #subject: object | null = null;
  #speeds = new Map<number, number[]>();
  #best: number | null = null;

  /** @param most Invocations that a workgroup may have, in units of a tile's. */
  constructor(most: number) {
    this.#candidates = CANDIDATES.filter((candidate) => candidate <= most);
  }

  /**
   * How many tiles to put into a workgroup next.
   *
   * @param long A run that is long enough to try others; null for a short one.
   */
  next(long: object | null): number {
    if (this.#best !== null) return this.#best;
    if (!long) return 1;
    if (long !== this.#subject) {
      this.#subject = long;
      this.#speeds = new Map(this.#candidates.map((candidate) => [candidate, []]));
    }
    return [...this.#speeds].reduce((least, one) => one[1].length < least[1].length ? one : least)[0];
  }

  /** Notes how fast a dispatch was of the run that `next` was last asked for, in iterations per ms. */
  note(together: number, speed: number): void {
    if (this.#best !== null) return;
    this.#speeds.get(together)!.push(speed);
    const speeds = [...this.#speeds].map(([candidate, seen]) => ({ candidate, seen }));
    if (speeds.some(({ seen }) => seen.length < TRIALS)) return;
    const typical = speeds.map(({ candidate, seen }) => ({ candidate, speed: median(seen) }));
    this.#best = typical.reduce((best, one) => one.speed > best.speed ? one : best).candidate;
  }
}
