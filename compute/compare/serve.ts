import type { Backend } from "../backends/backend.ts";
import { compare } from "./compare.ts";
import { withGpu } from "./environment.ts";
import type { BackendDescription, FromWorker, ToWorker } from "./messages.ts";
import type { CompareEvent } from "./types.ts";

/** What a worker or process of comparisons answers through. */
export interface ComparisonScope {
  tell(message: FromWorker): void;
  /** Ends the worker or process, and what its backends started. */
  close(): void | Promise<void>;
}

/**
 * Makes the answering side of a worker or process: it compares one thing at a time, but hears `cancel` while it
 * measures.
 *
 * @param backends What it compares.
 * @param scope Where answers go.
 * @returns What takes each message.
 */
export function serveComparisons(
  backends: readonly Backend[],
  scope: ComparisonScope,
): (message: ToWorker) => Promise<void> {
  const { tell } = scope;
  let running: AbortController | undefined;
  const handlers: { [T in ToWorker["type"]]: (message: Extract<ToWorker, { type: T }>) => void | Promise<void> } = {
    describe: async (message) => {
      const described = await Promise.all(backends.map(describe));
      tell({ type: "description", backends: described, environment: await withGpu(message.environment, backends) });
    },
    compare: async ({ request, environment }) => {
      running = new AbortController();
      const { signal } = running;
      const onEvent = (event: CompareEvent) => tell({ type: "event", event });
      tell({ type: "report", report: await compare(request, { backends, environment, signal, onEvent }) });
    },
    cancel: ({ reason }) => running?.abort(new DOMException(reason, "AbortError")),
    close: () => {
      running?.abort();
      return scope.close();
    },
  };

  return async (message) => {
    try {
      // The table ties each message to its handler; TypeScript can't follow that through the look-up.
      await (handlers[message.type] as (message: ToWorker) => void | Promise<void>)(message);
    } catch (error) {
      tell({ type: "error", message: error instanceof Error ? error.message : String(error) });
    }
  };
}

async function describe(backend: Backend): Promise<BackendDescription> {
  const { name, usesJobs, summary } = backend;
  return { name, usesJobs, summary, ...await backend.available() };
}
