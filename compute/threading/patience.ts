/** How long to wait, and what ends the waiting early. */
export interface WaitOptions {
  /** In ms; -1, the default, is for ever. */
  readonly timeout?: number;
  /**
   * Ends the waiting with the signal's reason. A blocking form looks at it once, before it waits: while the thread is
   * blocked, nothing on it can abort anything.
   */
  readonly signal?: AbortSignal;
}

/** How to acquire. */
export interface AcquireOptions extends WaitOptions {
  /** Whether to wait at all; default true. */
  readonly blocking?: boolean;
}

/** How long an algorithm waits, and how. */
export interface Patience {
  /** By `performance.now()`. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
  /** Whether the waiting is done by the event loop. */
  readonly async: boolean;
}

/**
 * Reads options.
 *
 * @throws {TypeError} If they are no object.
 * @throws {RangeError} If the time-out is negative and not -1, or comes with `blocking: false`; the signal's reason.
 */
export function patience(options: AcquireOptions, async: boolean): Patience {
  checkOptions(options, "{ timeout: 100 }");
  const { blocking = true, timeout = -1, signal } = options;
  if (!(typeof timeout === "number" && (timeout >= 0 || timeout === -1))) {
    throw new RangeError(`a timeout is a number of ms, or -1 to wait for ever: it is ${timeout}`);
  }
  if (!blocking && timeout !== -1) throw new RangeError("a call that doesn't block takes no timeout: leave one out");
  signal?.throwIfAborted();
  if (!blocking) return { deadline: -Infinity, async };
  return { deadline: timeout === -1 ? Infinity : performance.now() + timeout, signal, async };
}

/**
 * Checks that options are an object: a bare value would be taken for no options at all.
 *
 * @param example How they are written.
 * @throws {TypeError} If they aren't.
 */
export function checkOptions(options: unknown, example: string): void {
  if (typeof options === "object" && options !== null) return;
  throw new TypeError(`options are an object, such as ${example}: not ${String(options)}`);
}

/** For ever, come what may: of those who must have a lock again. */
export function endless(async: boolean): Patience {
  return { deadline: Infinity, async };
}
