import { type Clock, systemClock } from "./clock.ts";
import { formatDuration } from "./duration.ts";
import { mean, standardDeviation } from "./statistics.ts";

export interface TimeitOptions {
  /** Loops in each run, `%timeit -n`; by default the first power of ten that takes at least 0.2 s. */
  readonly number?: number;
  /** Runs, `%timeit -r`; default 7. */
  readonly repeat?: number;
  readonly clock?: Clock;
}

/** What `%timeit` tells of a statement. Its `toString` gives the same line, and the warning where there is one. */
export interface TimeitResult {
  /** Loops in each run. */
  readonly number: number;
  /** Each run's time divided by its number of loops, in ms, in order. */
  readonly perLoopMs: readonly number[];
  readonly meanMs: number;
  /** Of the runs as the whole population. */
  readonly standardDeviationMs: number;
  readonly bestMs: number;
  readonly worstMs: number;
  /** Said when the slowest run took more than 4 times the fastest. */
  readonly warning?: string;
  toString(): string;
}

/** A run has to take this long for its number of loops to be enough. */
const LONG_ENOUGH_MS = 200;
/** `%timeit` stops looking for a number of loops here, however fast the statement is. */
const LARGEST_NUMBER = 1e9;
const DEFAULT_REPEAT = 7;

/**
 * Times a statement by the rules of IPython's `%timeit`.
 *
 * @param statement What to time; should it return a promise, use `timeitAsync`.
 * @returns The figures, whose `toString` reads as `%timeit`'s output.
 * @throws {RangeError} If `number` or `repeat` is no integer of at least 1.
 * @throws {TypeError} If the statement returns a promise.
 * @example
 * ```ts
 * import { timeit } from "./mod.ts";
 * console.log(String(timeit(() => Math.hypot(3, 4), { number: 1000 })));
 * ```
 */
export function timeit(statement: () => unknown, options: TimeitOptions = {}): TimeitResult {
  const { clock = systemClock, repeat = DEFAULT_REPEAT } = options;
  const time = (loops: number) => {
    let last: unknown;
    const start = clock();
    for (let k = 0; k < loops; k++) last = statement();
    const ms = clock() - start;
    if (last instanceof Promise) {
      last.catch(() => {});
      throw new TypeError("the statement returns a promise, which isn't waited for: use timeitAsync");
    }
    return ms;
  };
  check(options);
  let number = options.number ?? 1;
  if (options.number === undefined) {
    while (time(number) < LONG_ENOUGH_MS && number < LARGEST_NUMBER) number *= 10;
  }
  return summarise(Array.from({ length: repeat }, () => time(number) / number), number);
}

/**
 * As `timeit`, for a statement that returns a promise; each is awaited before the next.
 *
 * @throws {RangeError} If `number` or `repeat` is no integer of at least 1.
 */
export async function timeitAsync(
  statement: () => Promise<unknown>,
  options: TimeitOptions = {},
): Promise<TimeitResult> {
  const { clock = systemClock, repeat = DEFAULT_REPEAT } = options;
  const time = async (loops: number) => {
    const start = clock();
    for (let k = 0; k < loops; k++) await statement();
    return clock() - start;
  };
  check(options);
  let number = options.number ?? 1;
  if (options.number === undefined) {
    while (await time(number) < LONG_ENOUGH_MS && number < LARGEST_NUMBER) number *= 10;
  }
  const perLoopMs: number[] = [];
  for (let run = 0; run < repeat; run++) perLoopMs.push(await time(number) / number);
  return summarise(perLoopMs, number);
}

/**
 * Words measurements as `%timeit` does.
 *
 * @param perLoopMs At least one run's time per loop, in ms.
 * @param number Loops in each run.
 * @returns E.g. `5.11 ms ± 983 μs per loop (mean ± std. dev. of 7 runs, 100 loops each)`.
 */
export function describeRuns(perLoopMs: readonly number[], number: number): string {
  const runs = perLoopMs.length, plural = (count: number) => count === 1 ? "" : "s";
  return `${formatDuration(mean(perLoopMs))} ± ${formatDuration(standardDeviation(perLoopMs))} per loop ` +
    `(mean ± std. dev. of ${runs} run${plural(runs)}, ${number.toLocaleString("en")} loop${plural(number)} each)`;
}

/**
 * `%timeit`'s warning about runs that differ widely.
 *
 * @returns The warning, or undefined where the slowest run took at most 4 times the fastest.
 */
export function spreadWarning(perLoopMs: readonly number[]): string | undefined {
  const [best, worst] = [Math.min(...perLoopMs), Math.max(...perLoopMs)];
  if (!(best > 0 && worst > 4 * best)) return undefined;
  return `The slowest run took ${(worst / best).toFixed(2)} times longer than the fastest. ` +
    "This could mean that an intermediate result is being cached.";
}

function summarise(perLoopMs: readonly number[], number: number): TimeitResult {
  const warning = spreadWarning(perLoopMs);
  const line = describeRuns(perLoopMs, number);
  return {
    number,
    perLoopMs,
    meanMs: mean(perLoopMs),
    standardDeviationMs: standardDeviation(perLoopMs),
    bestMs: Math.min(...perLoopMs),
    worstMs: Math.max(...perLoopMs),
    warning,
    toString: () => warning ? `${warning}\n${line}` : line,
  };
}

function check({ number = 1, repeat = 1 }: TimeitOptions): void {
  for (const [name, value] of Object.entries({ number, repeat })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new RangeError(`timeit's ${name} is an integer of at least 1, not ${value}`);
    }
  }
}
