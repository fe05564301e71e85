import type { Backend } from "./backend.ts";
import { createEngineBackend } from "./engine/engine_backend.ts";
import { jsParts } from "./engine/kernel_parts.ts";
import { TeamKernel } from "./engine/team_kernel.ts";
import { ThreadResource } from "./engine/thread_resource.ts";

/** JavaScript on worker threads, all of them computing: what the lecture's thread pool would do without a GIL. */
export function createThreadsBackend(threads: ThreadResource): Backend {
  const backend: Backend = createEngineBackend({
    name: "threads",
    target: "js",
    executor: "worker threads",
    usesJobs: true,
    summary: "JavaScript on worker threads that share memory: threads without a GIL.",
    lecture: [],
    available: ThreadResource.available,
    warmUp: ({ jobs }) => threads.warmUp(backend, jobs),
    prepare: (kernel, { jobs }) =>
      TeamKernel.prepare(jsParts(kernel), {
        pool: threads.acquire(backend),
        jobs,
        kernelModule: threads.kernelModule,
      }),
    close: () => threads.release(backend),
  });
  return backend;
}
