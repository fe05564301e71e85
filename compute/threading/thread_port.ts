import { refuseWhileImporting } from "./importing.ts";

/**
 * A started thread, as who started it sees it.
 *
 * @typeParam To What it is told.
 * @typeParam From What it tells.
 */
export interface ThreadPort<To, From> {
  post(message: To): void;
  onMessage(listener: (message: From) => void): void;
  /** Called when the thread died, or couldn't be started. */
  onError(listener: (error: Error) => void): void;
  /** Whether the thread keeps the program alive; at first it does. */
  keepAlive(alive: boolean): void;
  /** Ends it. A thread that is busy may go on until the program ends. */
  terminate(): void;
  /** Resolves when a thread that closed itself is gone with all that it held; in browsers, at once. */
  readonly gone: Promise<void>;
}

/** The part of Node's worker that is used here. */
interface NodeWorker {
  postMessage(message: unknown): void;
  on(event: "message" | "error" | "exit", listener: (data: never) => void): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<unknown>;
}

type NodeWorkerClass = new (url: URL, options: { name: string }) => NodeWorker;

/**
 * Starts a thread. On Deno and Node it is a `node:worker_threads` worker: only that kind can be told not to keep the
 * program alive. In browsers, where a page's threads end with it, it is a Web Worker.
 *
 * @param url The thread's entry point.
 * @param name For debuggers.
 * @throws {Error} While this thread imports the module of a task.
 */
export function startThread<To, From>(url: URL, name: string): ThreadPort<To, From> {
  refuseWhileImporting();
  const host = globalThis as { process?: { getBuiltinModule?(name: string): { Worker: NodeWorkerClass } | undefined } };
  const node = host.process?.getBuiltinModule?.("node:worker_threads");
  return node ? nodePort(new node.Worker(url, { name })) : webPort(new Worker(url, { type: "module", name }));
}

function nodePort<To, From>(worker: NodeWorker): ThreadPort<To, From> {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on("message", listener),
    onError: (listener) => {
      worker.on("error", listener);
      worker.on("exit", (code: number) => listener(new Error(`the thread exited with code ${code}`)));
    },
    keepAlive: (alive) => alive ? worker.ref() : worker.unref(),
    terminate: () => void worker.terminate(),
    gone: new Promise((resolve) => worker.on("exit", () => resolve())),
  };
}

/** Wraps a Web Worker, such as one that a page's bundler made. */
export function webPort<To, From>(worker: Worker): ThreadPort<To, From> {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.onmessage = (event) => listener(event.data),
    onError: (listener) =>
      worker.onerror = (event) => {
        event.preventDefault();
        listener(event.error instanceof Error ? event.error : new Error(event.message || "the worker can't be loaded"));
      },
    keepAlive: () => {},
    terminate: () => worker.terminate(),
    gone: Promise.resolve(),
  };
}
