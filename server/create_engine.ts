import { type ComparePort, createCompareWorker, type RequestError } from "../compute/compare/mod.ts";
import { describeDeno } from "../compute/compare/environment_deno.ts";
import { startCompareProcess } from "../compute/compare/process_port.ts";
import type { BackendInfo } from "./api_types.ts";
import { Compiler } from "./compiler/mod.ts";
import type { Engine } from "./engine.ts";
import { Failure } from "./failure.ts";
import type { Limits } from "./limits.ts";

/**
 * The engine proper: compiles in a thread and measures in a process.
 *
 * @param limits What it bounds.
 * @param start Starts what measures.
 * @returns An engine that starts them when first asked.
 */
export function createEngine(limits: Limits, start: () => ComparePort = startCompareProcess): Engine {
  const machine = describeDeno();
  let comparer = createCompareWorker(start, machine);
  const compiler = new Compiler(limits.compileMs);
  // Asked once: while the comparing process measures, it answers nothing else.
  const backends = once<readonly BackendInfo[]>(() => comparer.backends());
  const environment = once(() => comparer.environment());
  return {
    backends,
    environment,
    compile: (request) => compiler.ask("compile", request),
    async check(request) {
      const context = {
        backends: (await backends()).map(({ name }) => name),
        defaults: { jobs: machine.cores, timeLimit: limits.rowSeconds },
        limits: {
          sourceLength: limits.sourceLength,
          n: limits.maxN,
          timeLimit: limits.rowSeconds,
          rows: limits.maxRows,
        },
      };
      const checked = await compiler.ask("check", { request, context });
      if (!checked.ok) throw refusal(checked.errors);
      return checked.request;
    },
    async compare(request, control) {
      const { signal } = control;
      const stuck = afterAbort(signal, limits.stopMs);
      try {
        return await Promise.race([comparer.compare(request, control), stuck.promise]);
      } catch (cause) {
        if (cause === STUCK) {
          comparer.close().catch(() => {});
          comparer = createCompareWorker(start, machine);
        }
        const message = cause instanceof Error ? cause.message : String(cause);
        throw new Failure("internal", `the comparison failed: ${message}`, { cause });
      } finally {
        stuck.forget();
      }
    },
    async close() {
      compiler[Symbol.dispose]();
      await comparer.close();
    },
  };
}

const STUCK = new Error("it did not stop when it was told to");

/** Rejects when a signal was aborted so many ms ago, unless that is forgotten before. */
function afterAbort(signal: AbortSignal, ms: number): { promise: Promise<never>; forget(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  let timer: ReturnType<typeof setTimeout>;
  const onAbort = () => timer = setTimeout(() => reject(STUCK), ms);
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  return {
    promise,
    forget() {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    },
  };
}

/** All that is wrong with a request, in one message; the place is the first's. */
function refusal(errors: readonly RequestError[]): Failure {
  const [{ field, line, column }] = errors;
  const message = errors.map((error) => error.field ? `${error.field}: ${error.message}` : error.message).join("\n");
  const isText = field === "expr" || field === "kernel";
  const at = { ...(field && { field }), ...(line !== undefined && { line, column }) };
  return new Failure(isText && line !== undefined ? "syntax" : "invalid", message, { at });
}

/** Remembers what an asynchronous function gave; a failure is forgotten. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | null = null;
  return () =>
    known ??= ask().catch((error) => {
      known = null;
      throw error;
    });
}
