import { createLife, RUNNING } from "./life.ts";

/** A thread, as it is posted to another. */
export interface ThreadHandle {
  readonly kind: "Thread";
  readonly name: string;
  /** Its number, once it was started. */
  readonly ident: number;
  readonly daemon: boolean;
  /** Where it is in its life: see `life.ts`. */
  readonly words: Int32Array;
}

/** What runs here, once it was asked for or given: a thread's own state, like its stack. */
let own: ThreadHandle | null = null;
let ownIdent = 0;

/**
 * A number that tells this thread from all others: not 0, the same for as long as the thread lives. It is drawn by lot
 * from 2³² numbers, as threads come from anywhere and have no common place to count.
 */
export function getIdent(): number {
  if (ownIdent === 0) ownIdent = newIdent();
  return ownIdent;
}

/** Draws a number for a thread. */
export function newIdent(): number {
  const drawn = new Int32Array(1);
  while (drawn[0] === 0) crypto.getRandomValues(drawn);
  return drawn[0];
}

/** The handle of this thread; one that wasn't started as a `Thread` gets one. */
export function ownHandle(): ThreadHandle {
  return own ??= {
    kind: "Thread",
    name: isMainThread() ? "MainThread" : (globalThis as { name?: string }).name || "Dummy",
    ident: getIdent(),
    daemon: !isMainThread(),
    words: createLife(RUNNING),
  };
}

/** For the entry point of threads: what this thread is. */
export function setOwnHandle(handle: ThreadHandle): void {
  own = handle;
  ownIdent = handle.ident;
}

/** Whether this is the thread that the program, or the page, began with. */
export function isMainThread(): boolean {
  if ("WorkerGlobalScope" in globalThis) return false;
  const host = globalThis as { process?: { getBuiltinModule?(name: string): { isMainThread?: boolean } | undefined } };
  return host.process?.getBuiltinModule?.("node:worker_threads")?.isMainThread ?? true;
}
