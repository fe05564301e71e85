/** Iterations of the first dispatch of a shader whose speed isn't known, where it has no loops of its own. */
const FIRST = 2 ** 14;

/** Below this a dispatch's time is mostly that of the way there and back, in ms. */
const OVERHEAD = 3;

/** How many times as many iterations as any dispatch before one may have: those to come may cost more than those so far. */
const GROWTH = 4;

/** Finds how many iterations keep a dispatch to a given time, from the dispatches before it. */
export class Pace {
  readonly #target: number;
  readonly #least: number;
  #perMs = 0;
  /** Iterations of the longest dispatch. */
  #most = 0;

  /**
   * @param target How long a dispatch should take, in ms.
   * @param least How many iterations to dispatch at least.
   */
  constructor(target: number, least = FIRST) {
    this.#target = target;
    this.#least = least;
  }

  /** How many iterations to dispatch next. */
  next(): number {
    return Math.max(this.#least, Math.min(this.#perMs * this.#target, GROWTH * this.#most));
  }

  /** How long so many iterations should take, in ms; 0 if that isn't known. */
  msFor(iterations: number): number {
    return this.#perMs === 0 ? 0 : iterations / this.#perMs;
  }

  /** Notes how long a dispatch took. */
  note(iterations: number, ms: number): void {
    const perMs = iterations / Math.max(ms, 0.01);
    this.#most = Math.max(this.#most, iterations);
    this.#perMs = ms < OVERHEAD ? Math.max(this.#perMs, perMs) : perMs;
  }
}
