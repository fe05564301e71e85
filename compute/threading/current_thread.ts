import { ownHandle } from "./identity.ts";
import { Thread } from "./thread.ts";

/** This thread's own state: the object that stands for it here. */
let current: Thread | null = null;

/**
 * The thread that asks. Where no `Thread` was started, on the main thread or one of a pool's, an object that stands for
 * it: "MainThread", or the name that the pool gave it.
 */
export function currentThread(): Thread {
  return current ??= Thread.from(ownHandle());
}

/** For the entry point of threads: the object whose `run` it calls. */
export function setCurrentThread(thread: Thread): void {
  current = thread;
}
