import { assertEquals } from "@std/assert";
import { type Sendable, type TaskReference, Thread } from "../../compute/threading/mod.ts";

/** Starts threads of one target. */
export function startThreads<Args extends unknown[]>(
  count: number,
  target: TaskReference<Args>,
  ...args: Sendable<Args>
): { threads: Thread[]; ended: () => Promise<void> } {
  const errors: unknown[] = [];
  const threads = Array.from(
    { length: count },
    () => new Thread({ target, args, excepthook: ({ error }) => errors.push(error) }),
  );
  threads.forEach((thread) => thread.start());
  return {
    threads,
    /** Waits until they have ended, and fails if one threw. */
    ended: async () => {
      await Promise.all(threads.map((thread) => thread.joinAsync()));
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
  const thread = new Thread({ target, args, excepthook: ({ error }) => thrown = error as Error });
  thread.start();
  await thread.joinAsync();
  return thrown;
}
