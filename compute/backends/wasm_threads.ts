import type { Backend, PrepareOptions } from "./backend.ts";
import { createEngineBackend } from "./engine/engine_backend.ts";
import { wasmParts } from "./engine/kernel_parts.ts";
import { TeamKernel, type TeamPlace } from "./engine/team_kernel.ts";
import { ThreadResource } from "./engine/thread_resource.ts";

/** WebAssembly SIMD on worker threads: all cores, with compiled code. */
export function createWasmThreadsBackend(threads: ThreadResource): Backend {
  const placeFor = ({ jobs }: PrepareOptions): TeamPlace => ({
    pool: threads.acquire(backend),
    jobs,
    kernelModule: threads.kernelModule,
  });
  const backend: Backend = createEngineBackend({
    name: "wasm-threads",
    target: "wasm",
    executor: "worker threads",
    usesJobs: true,
    summary: "WebAssembly SIMD on all cores: the counterpart of numba's parallel JIT.",
    lecture: [
      { name: "Cython, nogil, thread pool", ms: 5.88 },
      { name: "numba, nopython, parallel, fastmath, cache", ms: 5.11 },
    ],
    available: ThreadResource.available,
    warmUp: ({ jobs }) => threads.warmUp(backend, jobs),
    prepare: (kernel, options) => TeamKernel.prepare(wasmParts(kernel), placeFor(options)),
    prepareSync: (kernel, options) => new TeamKernel(wasmParts(kernel), placeFor(options)),
    close: () => threads.release(backend),
  });
  return backend;
}
