import { type Clock, formatDuration } from "../timeit/mod.ts";

/** When a run's pace is judged, at the earliest. */
const PACE_AFTER_MS = 1000;
/** A timer can't wait longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A row took longer than it may. */
export class TimeLimitError extends Error {}

/** Ends a run whose row's time is up, or can be seen to run out. */
export class RunLimit {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #start: number;

  readonly #leftMs: number;

  /**
   * @param limitMs What the row may take.
   * @param spentMs What it took so far.
   * @param context.signal Ends the run too.
   */
  constructor(
    private readonly limitMs: number,
    spentMs: number,
    private readonly context: { readonly clock: Clock; readonly signal?: AbortSignal },
  ) {
    this.signal = AbortSignal.any([this.#controller.signal, ...(context.signal ? [context.signal] : [])]);
    this.#leftMs = limitMs - spentMs;
    this.#start = context.clock();
    this.#timer = setTimeout(() => this.#exceed(""), Math.min(Math.max(0, this.#leftMs), LONGEST_TIMER_MS));
  }

  /** Ends the run if at its pace it would take far longer than there is time. */
  judge(fraction: number): void {
    const elapsed = this.context.clock() - this.#start;
    const expected = elapsed / fraction;
    if (fraction > 0 && elapsed >= PACE_AFTER_MS && expected > 1.5 * this.#leftMs) {
      this.#exceed(`; it would take about ${formatDuration(expected)}`);
    }
  }

  /** Ends a run that keeps this thread busy, so that no timer is heard; to be called from within. */
  look(): void {
    if (this.context.clock() - this.#start > this.#leftMs) throw this.#error("");
  }

  #exceed(detail: string): void {
    this.#controller.abort(this.#error(detail));
  }

  #error(detail: string): TimeLimitError {
    return new TimeLimitError(`over the limit of ${formatDuration(this.limitMs)} for a row${detail}`);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
