/** The entry point of a worker that compares, so that a page's own thread stays free. */
import { createBackends } from "../backends/mod.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { serveComparisons } from "./serve.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  close(): void;
}

function serveWorker(scope: WorkerScope): void {
  const backends = createBackends();
  const tell = (message: FromWorker) => scope.postMessage(message);
  const take = serveComparisons(backends, {
    tell,
    async close() {
      await Promise.allSettled(backends.map((backend) => backend.close()));
      tell({ type: "closed" });
      scope.close();
    },
  });
  scope.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => void take(data));
}

serveWorker(globalThis as unknown as WorkerScope);
