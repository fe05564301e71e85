/**
 * How everything here waits. An algorithm that may have to wait is written once, as a generator that yields what it
 * waits for; `block` runs it on a thread that may stand still, `waitFor` on one that may not, such as a page's.
 *
 * Who changes the word must notify. Waking up proves nothing: a wait also ends because somebody else's did, or
 * because its time is over, so that an algorithm looks again, and only then at the clock.
 */

/** A wait for a word in shared memory to be no longer what it is. */
export interface WordWait {
  readonly words: Int32Array;
  readonly index: number;
  /** What it is. */
  readonly value: number;
  /** When the waiting ends, by `performance.now()`. */
  readonly deadline: number;
  /** Ends the waiting with an error; only heard by `waitFor`: a thread that blocks hears nothing. */
  readonly signal?: AbortSignal;
}

/** An algorithm that may have to wait. */
export type Steps<T> = Generator<WordWait, T, void>;

type WaitAsync = (
  words: Int32Array,
  index: number,
  value: number,
) => { async: boolean; value: string | Promise<string> };
/** Missing in older browsers, where the word is polled. */
const atomicsWaitAsync = (Atomics as unknown as { waitAsync?: WaitAsync }).waitAsync;
const POLL_MS = 1;
/** The longest time that timers know. A wait that ends early looks again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs an algorithm, blocking the thread where it waits.
 *
 * @throws {TypeError} If it has to wait on a thread that may not block.
 */
export function block<T>(steps: Steps<T>): T {
  for (let step = steps.next();; step = steps.next()) {
    if (step.done) return step.value;
    const { words, index, value, deadline } = step.value;
    try {
      Atomics.wait(words, index, value, Math.max(0, deadline - performance.now()));
    } catch (cause) {
      const error = new TypeError("this thread may not block, as a page's own: use the form that ends in Async", {
        cause,
      });
      step = steps.throw(error);
      if (step.done) throw error;
    }
  }
}

/**
 * Runs an algorithm, letting the event loop turn where it waits. The program is kept alive meanwhile.
 *
 * @throws The reason of a signal that is aborted during a wait.
 */
export async function waitFor<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    const { signal } = step.value;
    if (!signal?.aborted) await wordChanged(step.value);
    step = signal?.aborted ? steps.throw(signal.reason) : steps.next();
  }
  return step.value;
}

/** Resolves when the word was changed, or the waiting is to end. */
async function wordChanged(wait: WordWait, waitAsync: WaitAsync | undefined = atomicsWaitAsync): Promise<void> {
  const { words, index, value, deadline, signal } = wait;
  if (!waitAsync) return await polled(wait);
  const waited = waitAsync(words, index, value);
  if (!waited.async) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const giveUp = () => {
    // The only way to take a wait back is to notify it; others on this word look again, and wait on.
    Atomics.notify(words, index);
    resolve();
  };
  // Also for ever: timers keep the program alive while something waits.
  const timer = setTimeout(giveUp, Math.min(LONGEST_TIMER_MS, Math.max(0, deadline - performance.now())));
  signal?.addEventListener("abort", giveUp, { once: true });
  await Promise.race([waited.value, promise]);
  clearTimeout(timer);
  signal?.removeEventListener("abort", giveUp);
}

async function polled({ words, index, value, deadline, signal }: WordWait): Promise<void> {
  while (Atomics.load(words, index) === value && performance.now() < deadline && !signal?.aborted) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
