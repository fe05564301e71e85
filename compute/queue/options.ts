import type { SleepLimits } from "./monitor.ts";

/** How long to wait, and what ends the waiting early. */
export interface WaitOptions {
  /** In ms; without it, for ever. */
  readonly timeout?: number;
  /** Ends the waiting with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How long to block the thread: nothing that happens on it could end that early. */
export interface BlockOptions {
  /** In ms; without it, for ever. */
  readonly timeout?: number;
}

/** Whether to wait, and how long. */
export interface AccessOptions extends BlockOptions {
  /** Whether to wait at all; default true. If not, a `timeout` means nothing. */
  readonly block?: boolean;
}

/**
 * Reads options.
 *
 * @throws {RangeError} If the time-out is negative; the signal's reason, if it is aborted.
 */
export function limitsOf({ block = true, timeout, signal }: AccessOptions & WaitOptions, async: boolean): SleepLimits {
  if (!block) return NOW;
  if (timeout !== undefined && !(timeout >= 0)) {
    throw new RangeError(`a timeout is a number of ms, not negative: it is ${timeout}`);
  }
  signal?.throwIfAborted();
  return { deadline: timeout === undefined ? Infinity : performance.now() + timeout, async, signal };
}

const NOW: SleepLimits = { deadline: -Infinity, async: false };
