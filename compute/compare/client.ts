import { abortError } from "../errors.ts";
import type { BackendDescription, FromWorker, ToWorker } from "./messages.ts";
import type { CompareEvent, CompareRequest, ComparisonReport, Environment } from "./types.ts";

export interface CompareControl {
  /** Aborting it ends the comparison; it then resolves with what there is. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: CompareEvent) => void;
}

/** Comparisons in a worker. A worker that crashes fails the comparison that it ran; the next one gets a new worker. */
export interface CompareWorker {
  /**
   * Compares, after all comparisons asked for before.
   *
   * @throws {Error} If the worker crashed, or was closed.
   */
  compare(request: CompareRequest, control?: CompareControl): Promise<ComparisonReport>;
  /** All backends, and whether they can run here. */
  backends(): Promise<readonly BackendDescription[]>;
  /** The machine, with its GPU. */
  environment(): Promise<Environment>;
  /** Ends the worker, and what its backends started. */
  close(): Promise<void>;
}

/** What comparisons run in, as the client sees it: a worker, or what is like one. */
export interface ComparePort {
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

/** How long a worker may take to close its backends. */
const CLOSING_MS = 2000;

type Answer<T extends FromWorker["type"]> = Extract<FromWorker, { type: T }>;

interface Connection {
  readonly worker: ComparePort;
  /** Asks one thing; others wait for their turn. */
  ask<T extends FromWorker["type"]>(
    message: ToWorker,
    answer: T,
    onEvent?: (event: CompareEvent) => void,
  ): Promise<Answer<T>>;
}

/**
 * Makes comparisons run in a worker, started when first needed.
 *
 * @param worker The address of `compute/compare/worker.ts` as it is served, or what starts such a worker.
 * @param environment The machine that it runs on; the GPU is filled in.
 * @returns The worker's client.
 */
export function createCompareWorker(
  worker: string | URL | (() => ComparePort),
  environment: Environment,
): CompareWorker {
  const start: () => ComparePort = typeof worker === "function"
    ? worker
    : () => new Worker(worker, { type: "module", name: "compare" });
  let connection: Connection | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** Runs one exchange after all earlier ones. */
  function inTurn<T>(exchange: (connection: Connection) => Promise<T>): Promise<T> {
    const turn = last.then(() => {
      if (closed) throw new Error("the comparison's worker is closed");
      connection ??= connect(start(), () => connection = undefined);
      return exchange(connection);
    });
    last = turn.catch(() => {});
    return turn;
  }

  const describe = () => inTurn((connection) => connection.ask({ type: "describe", environment }, "description"));

  return {
    compare(request, { signal, onEvent } = {}) {
      return inTurn(async (connection) => {
        const cancel = () =>
          connection.worker.postMessage(
            { type: "cancel", reason: abortError(signal!.reason).message } satisfies ToWorker,
          );
        const answer = connection.ask({ type: "compare", request, environment }, "report", onEvent);
        if (signal?.aborted) cancel();
        signal?.addEventListener("abort", cancel);
        try {
          return (await answer).report;
        } finally {
          signal?.removeEventListener("abort", cancel);
        }
      });
    },
    backends: async () => (await describe()).backends,
    environment: async () => (await describe()).environment,
    async close() {
      closed = true;
      const open = connection;
      if (!open) return;
      const timer = Promise.withResolvers<void>();
      const timeout = setTimeout(timer.resolve, CLOSING_MS);
      await Promise.race([open.ask({ type: "close" }, "closed").catch(() => {}), timer.promise]);
      clearTimeout(timeout);
      open.worker.terminate();
      connection = undefined;
    },
  };
}

function connect(worker: ComparePort, onCrash: () => void): Connection {
  const waiting = new Map<FromWorker["type"], PromiseWithResolvers<FromWorker>>();
  let onEvent: ((event: CompareEvent) => void) | undefined;
  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === "event") onEvent?.(data.event);
    else if (data.type === "error") failAll(new Error(data.message));
    else {
      const answered = waiting.get(data.type);
      waiting.delete(data.type);
      answered?.resolve(data);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    onCrash();
    failAll(new Error(`the comparison crashed: ${event.message}`));
  };
  return {
    worker,
    ask(message, answer, listener) {
      const promise = Promise.withResolvers<FromWorker>();
      waiting.set(answer, promise);
      if (listener) onEvent = listener;
      worker.postMessage(message);
      return promise.promise as Promise<never>;
    },
  };
}
