import { task, ThreadPoolExecutor } from "../../futures/mod.ts";
import type { Availability } from "../backend.ts";
import type { ready } from "./kernel_task.ts";
import { SharedResource } from "./shared_resource.ts";

/** How a page that bundles its code names its threads' modules; elsewhere the defaults fit. */
export interface ThreadModules {
  /** Makes a worker of `compute/futures/thread_worker.ts`. */
  readonly createWorker?: (name: string) => Worker;
  /** The URL of the bundled `compute/backends/engine/kernel_task.ts`. */
  readonly kernelModule?: string;
}

/** The one thread pool, and what its threads import. */
export class ThreadResource extends SharedResource<ThreadPoolExecutor> {
  readonly kernelModule: string;

  constructor({ createWorker, kernelModule }: ThreadModules = {}) {
    super(() => new ThreadPoolExecutor({ maxWorkers: 1, createWorker }));
    this.kernelModule = kernelModule ?? new URL("./kernel_task.ts", import.meta.url).href;
  }

  /** Starts the threads for a number of jobs, and has each load the module of its tasks. */
  async warmUp(user: unknown, jobs: number): Promise<void> {
    await this.acquire(user).grow(jobs, task<typeof ready>(this.kernelModule, "ready"));
  }

  /** Whether threads can share memory here. */
  static available(): Availability {
    if (typeof Worker === "undefined" || typeof SharedArrayBuffer === "undefined") {
      return {
        available: false,
        reason:
          "threads need shared memory, which a browser gives to cross-origin isolated pages only: serve the page " +
          "with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
      };
    }
    return { available: true };
  }
}
