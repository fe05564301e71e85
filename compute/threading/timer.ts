/** The longest time that timers know, 25 days; given more, they fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls a function once, later.
 *
 * @param ms When: from now, after as many ms as one likes; never, if that is infinite.
 * @returns A function that takes the call back.
 * @throws {RangeError} If it isn't a number.
 */
export function startTimer(ms: number, run: () => void): () => void {
  if (typeof ms !== "number" || Number.isNaN(ms)) throw new RangeError(`a timeout is a number of ms: it is ${ms}`);
  if (ms === Infinity) return () => {};
  const deadline = performance.now() + ms;
  let timer: ReturnType<typeof setTimeout>;
  const arm = () => {
    const left = Math.max(0, deadline - performance.now());
    timer = left > LONGEST_TIMER_MS ? setTimeout(arm, LONGEST_TIMER_MS) : setTimeout(run, left);
  };
  arm();
  return () => clearTimeout(timer);
}

/**
 * Ends a wait that a promise stands for early: by its time-out, or by its signal.
 *
 * @param timeout In ms, from now on.
 * @param signal Aborting it ends the wait with its reason.
 * @param onTimeout What happens when the time is over.
 * @param onAbort What happens with the signal's reason.
 * @returns A function to be called when the wait ends otherwise.
 * @throws {RangeError} If the time-out isn't a number; the signal's reason, if it is aborted.
 */
export function limitWait(
  { timeout = Infinity, signal }: { readonly timeout?: number; readonly signal?: AbortSignal },
  onTimeout: () => void,
  onAbort: (reason: unknown) => void,
): () => void {
  signal?.throwIfAborted();
  const aborted = () => {
    stop();
    onAbort(signal!.reason);
  };
  const stopTimer = startTimer(timeout, () => {
    stop();
    onTimeout();
  });
  const stop = () => {
    stopTimer();
    signal?.removeEventListener("abort", aborted);
  };
  signal?.addEventListener("abort", aborted, { once: true });
  return stop;
}
