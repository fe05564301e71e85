import { type Backend, createBackends } from "../backends/mod.ts";

let shared: readonly Backend[] | null = null;

/** The backends of all kernels that bring none of their own; made at first use, so that they share one thread pool. */
export function sharedBackends(): readonly Backend[] {
  return shared ??= createBackends();
}

/**
 * Ends the threads, the processes and the GPU device that jitted kernels have started. They don't keep a program alive:
 * this is for programs that go on and want the memory back. A kernel that is run again starts them anew.
 */
export async function closeBackends(): Promise<void> {
  const closing = shared ?? [];
  shared = null;
  await Promise.all(closing.map((backend) => backend.close()));
}
