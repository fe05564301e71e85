import { type Call, type Executor, workerKind } from "../futures/mod.ts";
import { type BackendName, checkBackend, ExecutorKeeper, type Lease } from "./backends.ts";
import { type ParallelProgress, progressObserver, type RunObserver, verboseObserver } from "./progress.ts";
import { DELIVERIES, type ReturnAs, type Returned } from "./returned.ts";
import { Run, type RunSettings } from "./run.ts";
import { batchSizer, dispatchWindow, effectiveJobs, type PreDispatch } from "./settings.ts";

export interface ParallelOptions<As extends ReturnAs = ReturnAs> {
  /**
   * How many calls run at a time: -1, the default, is as many as there are cores, -2 one less, and so on; 1 is a plain
   * loop on this thread.
   */
  readonly nJobs?: number;
  /**
   * Who runs the calls; default `threading`. `loky` keeps its processes for the next time, `multiprocessing` starts
   * afresh each time. Processes have no permissions: give an executor that has some where they are needed.
   */
  readonly backend?: BackendName | Executor;
  /** `list`, the default, is a promise of all results; `generator` yields them in order, or else as they complete. */
  readonly returnAs?: As;
  /** How many calls travel together; "auto", the default, aims at batches of 0.2 to 2 s. */
  readonly batchSize?: number | "auto";
  /** How many batches are on their way at a time, and so how far ahead the calls are read; default "2*nJobs". */
  readonly preDispatch?: PreDispatch;
  /** In ms, for each call from its start on; a `TimeoutError` after that. */
  readonly timeout?: number;
  /** Prints progress: 0, the default, nothing; 10 and below now and then; above, every batch. */
  readonly verbose?: number;
  /** Where to; default the standard error. */
  readonly print?: (line: string) => void;
  /** Called as calls complete; see `progressBar`. */
  readonly onProgress?: (progress: ParallelProgress) => void;
  /** Ends all when aborted. */
  readonly signal?: AbortSignal;
}

/** Runs delayed calls. Disposing of it ends the threads or processes that it would keep for the next time. */
export interface ParallelFunction<As extends ReturnAs> extends AsyncDisposable, Disposable {
  /**
   * @param calls Made by `delayed`; read as there is room for them.
   * @returns The results, as `returnAs` has it. The first error ends all, and is thrown: one of a call with its remote
   * stack as its cause, one of the iterable, a `TimeoutError`, or the reason of the signal.
   */
  <R>(calls: Iterable<Call<R>>): Returned<As, R>;
  /** How many calls run at a time. */
  readonly nJobs: number;
}

const keeper = new ExecutorKeeper();

/** Ends the threads and processes that are kept for the next time. A program may end without that. */
export function closeParallel(): Promise<void> {
  return keeper.closeAll();
}

/**
 * Makes a function that runs delayed calls on threads or processes, after joblib's `Parallel`.
 *
 * Inside of a task of another `Parallel` or pool, it is a plain loop unless a backend is named; in a process it always
 * is, since that may start nothing.
 *
 * @throws {RangeError} If an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { delayed, Parallel } from "lanes/joblib";
 * import { mathTask } from "lanes/futures";
 *
 * const sqrt = mathTask(Math.sqrt)!; // of one's own: task(import.meta, f)
 * await using parallel = Parallel({ nJobs: 2 });
 * assertEquals(await parallel([0, 1, 4, 9].map((x) => delayed(sqrt)(x))), [0, 1, 2, 3]);
 * ```
 */
export function Parallel<As extends ReturnAs = "list">(options: ParallelOptions<As> = {}): ParallelFunction<As> {
  const { backend, returnAs = "list" as As, timeout, signal } = options;
  const name = typeof backend === "string" ? checkBackend(backend) : "threading";
  const own = typeof backend === "object" ? backend : null;
  const nJobs = effectiveJobs(options.nJobs ?? (own as { maxWorkers?: number } | null)?.maxWorkers ?? -1);
  if (timeout !== undefined && !(timeout >= 0)) {
    throw new RangeError(`a timeout is a number of ms, not negative: it is ${timeout}`);
  }
  const window = dispatchWindow(options.preDispatch ?? "2*nJobs", nJobs);
  batchSizer(options.batchSize ?? "auto");
  if (!Object.hasOwn(DELIVERIES, returnAs)) {
    throw new RangeError(`returnAs is one of ${Object.keys(DELIVERIES).join(", ")}; not ${returnAs}`);
  }

  /** Which backend serves at this place. */
  const chosen = (): BackendName => {
    const place = workerKind();
    const nested = place === "process" || place === "thread" && backend === undefined;
    return nJobs === 1 || nested ? "sequential" : name;
  };
  const acquire = (): Lease => own ? { executor: own, release: async () => {} } : keeper.acquire(chosen(), nJobs);

  const call = <R>(calls: Iterable<Call<R>>): Returned<As, R> => {
    const sequential = !own && chosen() === "sequential";
    const settings: RunSettings = {
      jobs: sequential ? 1 : nJobs,
      window: sequential ? 1 : window,
      sizer: batchSizer(sequential ? 1 : options.batchSize ?? "auto"),
      timeout,
      signal,
    };
    const lease = acquire();
    const observer = observe(options, own ? own.constructor.name : chosen(), settings);
    const run = new Run<R>(calls, lease.executor, settings, observer, lease.release);
    run.start();
    return DELIVERIES[returnAs](run) as Returned<As, R>;
  };

  const close = () => own ? Promise.resolve() : keeper.close(name, nJobs);
  return Object.assign(call, {
    nJobs,
    [Symbol.asyncDispose]: close,
    [Symbol.dispose]: () => void close(),
  });
}

/** Who hears of a run's progress; `verbose` tells at once who runs it. */
function observe(options: ParallelOptions, backend: string, { jobs, window }: RunSettings): RunObserver {
  const { verbose = 0, print = console.error, onProgress } = options;
  const clock = () => performance.now();
  const observers: RunObserver[] = [];
  if (verbose > 0) {
    const name = `Parallel(n_jobs=${options.nJobs ?? jobs})`;
    print(`[${name}]: Using backend ${backend} with ${jobs} concurrent worker${jobs === 1 ? "" : "s"}.`);
    observers.push(verboseObserver({ verbose, name, window, print, clock }));
  }
  if (onProgress) observers.push(progressObserver(onProgress, clock));
  return { progressed: (counts) => observers.forEach((observer) => observer.progressed(counts)) };
}
