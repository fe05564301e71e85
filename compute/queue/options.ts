import { checkOptions } from "../threading/mod.ts";
import type { SleepLimits } from "./monitor.ts";

/** How long to wait, and what ends the waiting early. */
export interface WaitOptions {
  /** In ms; without it, for ever. */
  readonly timeout?: number;
  /**
   * Ends the waiting with the signal's reason. A blocking form looks at it once, before it waits: while the thread is
   * blocked, nothing on it can abort anything.
   */
  readonly signal?: AbortSignal;
}

/** Whether to wait, and how long. */
export interface AccessOptions extends WaitOptions {
  /** Whether to wait at all; default true. If not, a `timeout` means nothing. */
  readonly block?: boolean;
}

/**
 * Reads options.
 *
 * @throws {TypeError} If they are no object.
 * @throws {RangeError} If the time-out is negative; the signal's reason, if it is aborted.
 */
export function limitsOf(options: AccessOptions, async: boolean): SleepLimits {
  checkOptions(options, "{ timeout: 100 }");
  const { block = true, timeout, signal } = options;
  if (!block) return NOW;
  if (timeout !== undefined && !(typeof timeout === "number" && timeout >= 0)) {
    throw new RangeError(`a timeout is a number of ms, not negative: it is ${timeout}`);
  }
  signal?.throwIfAborted();
  return { deadline: timeout === undefined ? Infinity : performance.now() + timeout, async, signal };
}

const NOW: SleepLimits = { deadline: -Infinity, async: false };
