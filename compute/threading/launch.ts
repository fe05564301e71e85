import { isMainThread, type ThreadHandle } from "./identity.ts";
import { enter, FINISHED } from "./life.ts";
import { type ErrorRecord, reviveError } from "./remote_error.ts";
import type { TaskReference } from "./task_reference.ts";
import { startThread, type ThreadPort, webPort } from "./thread_port.ts";

/** What a thread is told at its start. */
export interface StartMessage {
  readonly handle: ThreadHandle;
  readonly program: Int32Array;
  readonly target: TaskReference | null;
  readonly args: readonly unknown[];
  /** Which of the arguments are references to functions. */
  readonly references: readonly number[];
  readonly subclass: SubclassRecord | null;
}

/** An object of a subclass of `Thread`, as it is sent. */
export interface SubclassRecord {
  readonly module: string;
  readonly name: string;
  /** Its own public fields. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a thread tells who started it. */
export type FromThread =
  /** It threw, and didn't catch. */
  | { readonly type: "error"; readonly error: ErrorRecord }
  /** Its function has ended; all errors but those of what it left behind were told. */
  | { readonly type: "finished" }
  /** All threads that it started and that keep the program alive have ended, too. */
  | { readonly type: "released" }
  /** All threads that it started have ended. */
  | { readonly type: "closing" };

/** A started thread, as who started it sees it. */
export interface Launched {
  readonly finished: Promise<void>;
  readonly released: Promise<void>;
  readonly closing: Promise<void>;
}

export interface LaunchOptions {
  readonly createWorker?: (name: string) => Worker;
  readonly onError: (error: unknown) => void;
}

/** This thread's own state: what it started and what hasn't ended. A thread must outlive those, as they end with it. */
const children = new Map<Launched, ThreadHandle>();

/**
 * Starts a thread.
 *
 * @throws If the message can't be copied; nothing is started then.
 */
export function launch(message: StartMessage, { createWorker, onError }: LaunchOptions): Launched {
  const { handle } = message;
  const port: ThreadPort<StartMessage, FromThread> = createWorker
    ? webPort(createWorker(handle.name))
    : startThread(new URL("./thread_main.ts", import.meta.url), handle.name);
  const notes = {
    finished: Promise.withResolvers<void>(),
    released: Promise.withResolvers<void>(),
    closing: Promise.withResolvers<void>(),
  };
  const child = { finished: notes.finished.promise, released: notes.released.promise, closing: notes.closing.promise };
  port.onMessage((message) => {
    if (message.type === "error") onError(reviveError(message.error));
    else notes[message.type].resolve();
    if (message.type === "released") letProgramEnd();
  });
  // It is for the program's own thread to end; any other must stay for what it started.
  const letProgramEnd = () => isMainThread() && port.keepAlive(false);
  let started = false;
  port.onError((error) => {
    if (!started) return;
    // A thread that closed itself has said so; one that exited, too. What is left died.
    if (enter(handle.words, FINISHED)) onError(error);
    Object.values(notes).forEach(({ resolve }) => resolve());
  });
  try {
    port.post(message);
  } catch (error) {
    port.terminate();
    throw error;
  }
  started = true;
  if (handle.daemon) letProgramEnd();
  children.set(child, handle);
  child.closing.then(() => children.delete(child));
  return child;
}

/** Resolves when the threads started here that keep the program alive have ended. */
export async function childrenReleased(): Promise<void> {
  for (const [child, { daemon }] of children) if (!daemon) await child.released;
}

/** Resolves when all threads started here have ended. */
export async function childrenClosed(): Promise<void> {
  for (const child of children.keys()) await child.closing;
}
