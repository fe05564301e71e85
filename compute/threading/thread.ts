import { InvalidStateError } from "./errors.ts";
import { checkHandle, refuseUnshared } from "./handle.ts";
import { getIdent, newIdent, ownHandle, type ThreadHandle } from "./identity.ts";
import { createLife, FINISHED, hasReached, reach, RUNNING, STARTING } from "./life.ts";
import { launch, type Launched, type SubclassRecord } from "./launch.ts";
import { patience, type WaitOptions } from "./patience.ts";
import { nextThreadNumber, programWords } from "./program.ts";
import { RemoteStack } from "./remote_error.ts";
import { checkTask, isTask, resolveTask, type Sendable, task, type TaskReference } from "./task_reference.ts";
import { block, waitFor } from "./waiting.ts";

/** What the hook for errors is told. */
export interface ExceptHookArgs {
  /** What the thread threw; its cause holds the stack there. */
  readonly error: unknown;
  readonly thread: Thread;
}

/** What a thread may be given. */
export interface ThreadOptions<Args extends unknown[]> {
  /** The function that it runs, by reference. */
  readonly target?: TaskReference<Args>;
  /** What the target is called with, copied as `structuredClone` copies; locks and their like by their handles. */
  readonly args?: Sendable<Args>;
  /** Default `Thread-N (targetName)`, or `Thread-N`. */
  readonly name?: string;
  /** Whether the program may end while it runs; by default as the thread that makes it. */
  readonly daemon?: boolean;
  /** Of subclasses: the `import.meta` of the module that exports the class under its name. */
  readonly module?: ImportMeta | URL | string;
  /**
   * Told what the thread throws and doesn't catch, on the thread that started it. By default an error is printed as
   * "Exception in thread NAME". The program goes on either way.
   */
  readonly excepthook?: (args: ExceptHookArgs) => void;
  /** Makes a worker of the entry point `thread_main.ts`, for pages whose bundler has its own way. */
  readonly createWorker?: (name: string) => Worker;
  /** Another's handle, to stand for the same thread: see `Thread.from`. */
  readonly handle?: ThreadHandle;
}

/** Prints an error that a thread threw. */
export function excepthook({ error, thread }: ExceptHookArgs): void {
  // The stack there is what counts, not where the error was received.
  const remote = error instanceof Error && error.cause instanceof RemoteStack ? error.cause.remote : error;
  console.error(`Exception in thread ${thread.name}:`, remote);
}

/**
 * Something that runs beside the rest of the program: an exported function, or the `run` of an exported subclass.
 *
 * A subclass reaches its thread as an object reaches another process by Python's pickle: the class by reference, the
 * object's public fields as copies. Its constructor isn't called again, and has no private `#fields` there.
 *
 * @example
 * ```ts
 * import { currentThread, task, Thread } from "lanes/threading";
 *
 * export function countdown(from: number): void {
 *   for (let left = from; left > 0; left--) console.log(`${currentThread().name}: ${left} left`);
 * }
 *
 * export class Greeter extends Thread {
 *   constructor(readonly greeting: string) {
 *     super({ module: import.meta, name: "greeter" });
 *   }
 *
 *   override run() {
 *     console.log(this.greeting, "from", this.name);
 *   }
 * }
 *
 * export async function main(): Promise<void> {
 *   const threads = [new Thread({ target: task(import.meta, countdown), args: [3] }), new Greeter("hello")];
 *   threads.forEach((thread) => thread.start());
 *   await Promise.all(threads.map((thread) => thread.joinAsync()));
 * }
 * ```
 */
export class Thread<Args extends unknown[] = []> {
  readonly #options: Pick<ThreadOptions<never[]>, "module" | "excepthook" | "createWorker">;
  readonly #target: TaskReference | null;
  readonly #args: readonly unknown[];
  readonly #name: string;
  readonly #words: Int32Array;
  #daemon: boolean;
  #ident: number | null;
  #launched: Launched | null = null;

  /** @throws {TypeError} If the target is a function rather than a reference to one. */
  constructor(options: ThreadOptions<Args> = {}) {
    const { target, handle } = options;
    if (target !== undefined) checkTask(target, "a thread's target");
    const { args = [] } = options;
    if (!Array.isArray(args)) throw new TypeError("a thread's args are an array, one for each parameter of its target");
    this.#options = options;
    this.#target = target as TaskReference<never[]> as TaskReference ?? null;
    this.#args = args;
    this.#name = handle?.name ?? options.name ?? `Thread-${nextThreadNumber()}${target ? ` (${target.name})` : ""}`;
    this.#daemon = handle?.daemon ?? options.daemon ?? ownHandle().daemon;
    this.#ident = handle?.ident ?? null;
    this.#words = handle?.words ?? createLife(STARTING);
  }

  /** The thread that a handle stands for: it can be looked at and joined. */
  static from(handle: ThreadHandle): Thread {
    return new Thread({ handle: checkHandle(handle, "Thread") });
  }

  /**
   * Makes a handle, for `postMessage` and for the arguments of tasks.
   *
   * @throws {InvalidStateError} Before the start.
   */
  share(): ThreadHandle {
    const ident = this.#startedIdent("shared");
    return { kind: "Thread", name: this.#name, ident, daemon: this.#daemon, words: this.#words };
  }

  /** For people; several threads may have one name. */
  get name(): string {
    return this.#name;
  }

  /** Its number, null before the start and kept afterwards: see `getIdent`. */
  get ident(): number | null {
    return this.#ident;
  }

  /** Whether the program may end while it runs. */
  get daemon(): boolean {
    return this.#daemon;
  }

  /** @throws {InvalidStateError} Once the thread was started. */
  set daemon(daemon: boolean) {
    if (this.#ident !== null) throw new InvalidStateError("daemon can't be changed once the thread was started");
    this.#daemon = daemon;
  }

  /** Whether it was started and hasn't ended. */
  isAlive(): boolean {
    return this.#ident !== null && !hasReached(this.#words, FINISHED);
  }

  /** What the thread does; subclasses override it. When its promise is settled, the thread ends. */
  run(): void | Promise<void> {
    return this.#runTarget();
  }

  /**
   * Starts the thread. It is alive from here on; `startAsync` tells when its module is loaded and it runs.
   *
   * @throws {InvalidStateError} If it was started before.
   * @throws {TypeError} If it is of a subclass and its module isn't known.
   * @throws If an argument can't be copied; nothing was started then.
   */
  start(): void {
    if (this.#ident !== null) throw new InvalidStateError("a thread can be started only once: make another");
    const { createWorker, excepthook: hook = excepthook } = this.#options;
    const subclass = this.#subclass();
    refuseUnshared(this.#args);
    this.#ident = newIdent();
    const message = {
      handle: this.share(),
      program: programWords(),
      target: this.#target,
      args: this.#args,
      references: this.#args.flatMap((arg, index) => isTask(arg) ? [index] : []),
      subclass,
    };
    try {
      this.#launched = launch(message, { createWorker, onError: (error) => callHook(hook, { error, thread: this }) });
    } catch (error) {
      this.#ident = null;
      throw error;
    }
  }

  /**
   * Starts the thread.
   *
   * @returns A promise that resolves when it runs.
   */
  async startAsync(options: WaitOptions = {}): Promise<void> {
    const limits = patience(options, true);
    this.start();
    await waitFor(reach(this.#words, RUNNING, limits));
  }

  /**
   * Blocks until the thread has ended, or the time is over: `isAlive` tells which. May be called again, and by several
   * threads. What the thread threw isn't thrown here, but told to its `excepthook`; where that is called, the event loop
   * must turn first.
   *
   * @throws {InvalidStateError} Before the start, and on the thread itself, which would wait for ever.
   */
  join(options: WaitOptions = {}): void {
    this.#checkJoinable();
    block(reach(this.#words, FINISHED, patience(options, false)));
  }

  /** As `join`, letting the event loop turn. On the thread that started it, the `excepthook` has been called by then. */
  async joinAsync(options: WaitOptions = {}): Promise<void> {
    this.#checkJoinable();
    if (await waitFor(reach(this.#words, FINISHED, patience(options, true)))) await this.#launched?.finished;
  }

  async #runTarget(): Promise<void> {
    if (!this.#target) return;
    const run = await resolveTask(this.#target);
    await run(...await Promise.all(this.#args.map((arg) => isTask(arg) ? resolveTask(arg) : arg)));
  }

  /** How the thread finds the class of this object, if it isn't `Thread` itself. */
  #subclass(): SubclassRecord | null {
    const { name } = this.constructor;
    if (this.constructor === Thread) return null;
    const { module } = this.#options;
    if (module === undefined) {
      throw new TypeError(`the thread can't find its class: export ${name}, and call super({ module: import.meta })`);
    }
    return { module: task(module, name).module, name, fields: Object.fromEntries(Object.entries(this)) };
  }

  #startedIdent(what: string): number {
    if (this.#ident === null) throw new InvalidStateError(`start the thread first: one that wasn't can't be ${what}`);
    return this.#ident;
  }

  #checkJoinable(): void {
    if (this.#startedIdent("joined") === getIdent()) {
      throw new InvalidStateError("a thread can't join itself: it would wait for ever");
    }
  }
}

/** A hook that throws must not end the program either. */
function callHook(hook: (args: ExceptHookArgs) => void, args: ExceptHookArgs): void {
  try {
    hook(args);
  } catch (error) {
    console.error(`the excepthook of thread ${args.thread.name} threw:`, error);
  }
}
