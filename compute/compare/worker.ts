/**
 * The entry point of a worker that compares, so that a server's or page's own thread stays free. It compares one thing
 * at a time, but hears `cancel` while it measures.
 */
import type { Backend } from "../backends/backend.ts";
import { createBackends } from "../backends/mod.ts";
import { compare } from "./compare.ts";
import { withGpu } from "./environment.ts";
import type { BackendDescription, FromWorker, ToWorker } from "./messages.ts";
import type { CompareEvent } from "./types.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  close(): void;
}

function serveComparisons(scope: WorkerScope): void {
  const backends = createBackends();
  let running: AbortController | undefined;
  const tell = (message: FromWorker) => scope.postMessage(message);

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
    close: async () => {
      running?.abort();
      await Promise.allSettled(backends.map((backend) => backend.close()));
      tell({ type: "closed" });
      scope.close();
    },
  };

  scope.addEventListener("message", async ({ data }: MessageEvent<ToWorker>) => {
    try {
      // The table ties each message to its handler; TypeScript can't follow that through the look-up.
      await (handlers[data.type] as (message: ToWorker) => void | Promise<void>)(data);
    } catch (error) {
      tell({ type: "error", message: error instanceof Error ? error.message : String(error) });
    }
  });
}

async function describe(backend: Backend): Promise<BackendDescription> {
  const { name, usesJobs, summary } = backend;
  return { name, usesJobs, summary, ...await backend.available() };
}

serveComparisons(globalThis as unknown as WorkerScope);
