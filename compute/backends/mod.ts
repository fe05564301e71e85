/**
 * The backends: each a target on an executor. This is the only list of them.
 *
 * @module
 */
import { createAsyncBackend } from "./async.ts";
import type { Backend } from "./backend.ts";
import { type ThreadModules, ThreadResource } from "./engine/thread_resource.ts";
import { createProcessesBackend, ProcessResource } from "./processes.ts";
import { createSerialBackend } from "./serial.ts";
import { createThreadsBackend } from "./threads.ts";
import { createWasmBackend } from "./wasm.ts";
import { createWasmThreadsBackend } from "./wasm_threads.ts";
import { createWebGpuBackend, type GpuModules } from "./webgpu.ts";
export type {
  Arithmetic,
  Availability,
  Backend,
  GpuTimes,
  Precision,
  PreparedKernel,
  PrepareOptions,
  RunControl,
  RunOutcome,
  RunTimings,
} from "./backend.ts";
export { MAX_JOBS } from "./backend.ts";
export { prepareInline } from "./engine/inline.ts";
export { prepareUnordered, type UnorderedKernel } from "./engine/unordered.ts";
export { firstNonFinite, type NonFinite, type SearchLimits } from "./engine/first_non_finite.ts";

/** How a page that bundles its code names its threads' modules; elsewhere the defaults fit. */
export type BackendModules = ThreadModules & GpuModules;

/**
 * Makes all backends, which share one pool of threads; nothing is started yet. Close each of them in the end.
 *
 * @param modules The modules of their threads.
 * @returns The backends, in the order in which they are listed everywhere.
 */
export function createBackends(modules: BackendModules = {}): Backend[] {
  const threads = new ThreadResource(modules);
  return [
    createSerialBackend(),
    createAsyncBackend(),
    createThreadsBackend(threads),
    createProcessesBackend(new ProcessResource()),
    createWasmBackend(),
    createWasmThreadsBackend(threads),
    createWebGpuBackend(modules),
  ];
}
