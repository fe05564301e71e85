/** How many modules of tasks this thread is importing: a state of the thread, as imports are. */
let importing = 0;

/** Imports a module for a task; its exports may have any type. */
// deno-lint-ignore no-explicit-any
export async function importForTask(module: string): Promise<any> {
  importing++;
  try {
    return await import(module);
  } finally {
    importing--;
  }
}

/**
 * Refuses to start a thread while a thread imports a task's module: that module would start threads which import it in
 * their turn, without end. Python refuses the same of processes.
 *
 * @throws {Error} If so.
 */
export function refuseWhileImporting(): void {
  if (importing === 0 || !onThread()) return;
  throw new Error(
    "a module starts threads while a thread imports it: start them under `if (import.meta.main)`, or keep what threads " +
      "run in a module of its own",
  );
}

/** Whether this is a thread that the program started, not its first one. */
function onThread(): boolean {
  const host = globalThis as { process?: { getBuiltinModule?(name: string): { isMainThread: boolean } | undefined } };
  const node = host.process?.getBuiltinModule?.("node:worker_threads");
  return node ? !node.isMainThread : "WorkerGlobalScope" in globalThis;
}
