import { assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline.js";
import { type Sendable, type TaskReference, Thread } from "../../compute/threading/mod.ts";

/**
 * Long enough for anything that isn't stuck. No wait under test is given a time-out to that end: when its time is over
 * it looks again, so that a wake-up that was lost would only make it late.
 */
const STUCK_MS = 20_000;

/** Fails where something takes for ever. */
export function inTime<T>(promise: Promise<T>): Promise<T> {
  return deadline(promise, STUCK_MS);
}

/** Starts threads of one target; daemons, for the tests' process to end even if they get stuck. */
export function startThreads<Args extends unknown[]>(
  count: number,
  target: TaskReference<Args>,
  ...args: Sendable<Args>
): { threads: Thread[]; ended: () => Promise<void> } {
  const errors: unknown[] = [];
  const threads = Array.from(
    { length: count },
    () => new Thread({ target, args, daemon: true, excepthook: ({ error }) => errors.push(error) }),
  );
  threads.forEach((thread) => thread.start());
  return {
    threads,
    /** Waits until they have ended, and fails if one threw. */
    ended: async () => {
      await inTime(Promise.all(threads.map((thread) => thread.joinAsync())));
      assertEquals(errors.map(String), []);
    },
  };
}

/** Runs a target on a thread of its own; what it threw, or null. */
export async function errorOf<Args extends unknown[]>(
  target: TaskReference<Args>,
  ...args: Sendable<Args>
): Promise<Error | null> {
  let thrown: Error | null = null;
  const thread = new Thread({ target, args, daemon: true, excepthook: ({ error }) => thrown = error as Error });
  thread.start();
  await inTime(thread.joinAsync());
  return thrown;
}
