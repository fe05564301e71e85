/** The entry point of a worker that compares, so that a page's own thread stays free. */
import { createBackends } from "../backends/mod.ts";
import type { ToWorker } from "./messages.ts";
import { serveComparisons } from "./serve.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  close(): void;
}

function serveWorker(scope: WorkerScope): void {
  const take = serveComparisons(createBackends(), {
    tell: (message) => scope.postMessage(message),
    close: () => scope.close(),
  });
  scope.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => void take(data));
}

serveWorker(globalThis as unknown as WorkerScope);
