import type { Claims } from "./claims.ts";
import type { SubmitOptions } from "./executor.ts";
import type { Future } from "./future.ts";
import type { CallMessage, ToWorker, WireCall } from "./protocol.ts";
import { type Call, checkTask, isTask, MATH_MODULE, refuseUnshared, type Task } from "./task.ts";

/** A thread or process, as its pool sees it. */
export interface PoolWorker {
  /** Whether it can run tasks of certain modules. */
  accepts(modules: readonly string[]): boolean;
  /** @throws If the message can't be copied; nothing is sent then. */
  post(message: ToWorker): void;
  /** Whether it keeps the program alive. */
  keepAlive(alive: boolean): void;
  /**
   * Has it end, and waits until it has.
   *
   * @param broken Whether nobody has a use for what it does any more, so that it needn't finish where it can be killed.
   */
  end(broken: boolean): Promise<void>;
  /** Ends it at once, whatever it does; absent where that can't be done. */
  kill?(): void;
  /** Where calls are offered to it that can be taken back until it begins them; absent where they can't. */
  readonly claims?: Claims;
}

/** What a worker is asked, or is going to be. */
export interface Request {
  readonly id: number;
  readonly future: Future<unknown>;
  readonly message: ToWorker;
  readonly options?: SubmitOptions;
  /** Whether it readies the worker: if it fails, the pool breaks. */
  readonly isInitial?: boolean;
  /** Who is asked, once that is decided. */
  worker?: PoolWorker;
  /** Where the worker is to claim it, if it was sent ahead and may be taken back. */
  slot?: number;
  /** How long it is expected to take, in ms, once it was sent. */
  estimate?: number;
  /** Stops listening to the caller's signal. */
  release?: () => void;
}

/** A call that waits for a worker, and the modules which that must have. */
export interface CallRequest extends Request {
  readonly message: CallMessage;
  readonly modules: readonly string[];
}

/** A worker, and what it has been asked and hasn't answered. */
export interface Seat<W extends PoolWorker> {
  readonly worker: W;
  readonly requests: Map<number, Request>;
  /** How many calls it has been given in its life. */
  given: number;
  /** When it last answered, or began after it had nothing to do; by `performance.now()`. */
  heardAt: number;
  /** Whether it was last told to keep the program alive. */
  alive?: boolean;
}

/**
 * Notes which arguments of a call are references.
 *
 * @throws {TypeError} If what is to be called is none, or an argument is a lock or its like rather than its handle.
 */
export function wireCall({ task, args }: Call): WireCall {
  checkTask(task, "what an executor is to call");
  refuseUnshared(args);
  const references = args.flatMap((arg, index) => isTask(arg) ? [index] : []);
  return references.length > 0 ? { task, args, references } : { task, args };
}

/** The modules that calls need. */
export function modulesOf(calls: readonly WireCall[]): readonly string[] {
  const modules = new Set<string>();
  for (const { task, args, references = [] } of calls) {
    modules.add(task.module);
    for (const index of references) modules.add((args[index] as Task).module);
  }
  modules.delete(MATH_MODULE);
  return [...modules];
}

/** How long a worker that can be killed may take to answer once it was told to abort, in ms. */
const GRACE_MS = 500;

/**
 * Has a request end when its caller's signal says so.
 *
 * @param takeBack Takes it back from the worker, if that hasn't begun it.
 * @param abandon Ends the worker, if it hasn't answered by then.
 */
export function listen(signal: AbortSignal, request: Request, takeBack: () => boolean, abandon: () => void): void {
  const onAbort = () => {
    const takenBack = takeBack();
    if (!request.future.done()) request.future.setException(signal.reason);
    if (takenBack) return;
    request.worker?.post({ type: "abort", id: request.id });
    if (request.worker?.kill) setTimeout(abandon, GRACE_MS);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  request.release = () => signal.removeEventListener("abort", onAbort);
}
