import { type Executor, ProcessPoolExecutor, SequentialExecutor, ThreadPoolExecutor } from "../futures/mod.ts";

/** The ways of running calls that have a name. */
export type BackendName = "threading" | "multiprocessing" | "loky" | "sequential";

/** How a backend's executors are made. */
interface ParallelBackend {
  create(jobs: number): Executor;
  /** Whether the executor stays for the next call, idle and without keeping the program alive. */
  readonly kept: boolean;
}

const BACKENDS: Readonly<Record<BackendName, ParallelBackend>> = {
  threading: { create: (maxWorkers) => new ThreadPoolExecutor({ maxWorkers, namePrefix: "joblib" }), kept: true },
  multiprocessing: { create: (maxWorkers) => new ProcessPoolExecutor({ maxWorkers }), kept: false },
  loky: { create: (maxWorkers) => new ProcessPoolExecutor({ maxWorkers }), kept: true },
  sequential: { create: () => new SequentialExecutor(), kept: false },
};

/**
 * Checks the name of a backend.
 *
 * @throws {RangeError} If there is none of that name; it lists those that there are.
 */
export function checkBackend(name: string): BackendName {
  if (Object.hasOwn(BACKENDS, name)) return name as BackendName;
  throw new RangeError(
    `there is no backend "${name}": use ${Object.keys(BACKENDS).join(", ")}, or give an executor`,
  );
}

/** An executor for the time of one run. */
export interface Lease {
  readonly executor: Executor;
  /** @param clean Whether nothing is left running: what is left would keep the next run waiting. */
  release(clean: boolean): Promise<void>;
}

interface Kept {
  readonly executor: Executor;
  users: number;
  clean: boolean;
}

/** Executors that wait for the next run, by backend and number of jobs. */
export class ExecutorKeeper {
  readonly #kept = new Map<string, Kept>();

  /** Lends a backend's executor: the one kept, or a new one. */
  acquire(name: BackendName, jobs: number): Lease {
    const backend = BACKENDS[name];
    if (!backend.kept) {
      const executor = backend.create(jobs);
      return { executor, release: (clean) => end(executor, clean) };
    }
    const key = keyOf(name, jobs);
    let kept = this.#kept.get(key);
    if (!kept) this.#kept.set(key, kept = { executor: backend.create(jobs), users: 0, clean: true });
    const entry = kept;
    entry.users++;
    return {
      executor: entry.executor,
      release: async (clean) => {
        entry.users--;
        entry.clean &&= clean;
        if (!entry.clean && this.#kept.get(key) === entry) this.#kept.delete(key);
        if (entry.users === 0 && this.#kept.get(key) !== entry) await end(entry.executor, entry.clean);
      },
    };
  }

  /** Ends what is kept of a backend for a number of jobs, unless it is in use. */
  async close(name: BackendName, jobs: number): Promise<void> {
    const key = keyOf(name, jobs);
    const kept = this.#kept.get(key);
    if (!kept || kept.users > 0) return;
    this.#kept.delete(key);
    await kept.executor.shutdown();
  }

  /** Ends all that is kept; what is in use, once it is done. */
  async closeAll(): Promise<void> {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(all.map(({ executor }) => executor.shutdown()));
  }
}

function keyOf(name: BackendName, jobs: number): string {
  return `${name} ${jobs}`;
}

/** Processes are killed if something is left running; threads can't be, and end once they are done with it. */
async function end(executor: Executor, clean: boolean): Promise<void> {
  const killed = !clean && executor instanceof ProcessPoolExecutor;
  if (killed) executor.kill();
  await executor.shutdown({ wait: clean || killed, cancelFutures: !clean });
}
