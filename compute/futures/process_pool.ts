import { BrokenProcessPool } from "./errors.ts";
import { FrameCodec } from "./frames.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { modulesOf, type PoolWorker, wireCall } from "./request.ts";
import type { Call } from "./task.ts";
import { type WorkerEvents, WorkerPool } from "./worker_pool.ts";

export interface ProcessPoolOptions {
  /** Default: the number of cores. */
  readonly maxWorkers?: number;
  /** Flags that grant permissions, such as `--allow-read=data`; default none. */
  readonly permissions?: readonly string[];
  /** Modules whose tasks will be run: a process that wasn't started with a task's module must be replaced first. */
  readonly modules?: readonly string[];
  /** What each process runs before its first call; if it fails, the pool breaks. */
  readonly initializer?: Call;
  /** After how many calls a process is replaced by a fresh one; default never. */
  readonly maxTasksPerChild?: number;
}

/**
 * Runs calls in Deno processes, which have no permissions unless they are given some. The modules of tasks are loaded
 * as a process starts, since that needs no permission.
 *
 * @example
 * ```ts ignore
 * await using pool = new ProcessPoolExecutor({ maxWorkers: 2 });
 * console.log(await pool.submit(task(import.meta.url, square), 7)); // 49
 * ```
 */
export class ProcessPoolExecutor extends WorkerPool<PoolProcess> {
  readonly #permissions: readonly string[];
  readonly #modules: Set<string>;
  readonly #processes = new Set<PoolProcess>();

  constructor(options: ProcessPoolOptions = {}) {
    const maxWorkers = options.maxWorkers ?? navigator.hardwareConcurrency;
    const { initializer, maxTasksPerChild } = options;
    super({
      maxWorkers,
      // They can't be taken back.
      ahead: { ms: 20, by: "longest", calls: 8 },
      broken: BrokenProcessPool,
      initializer,
      maxTasksPerWorker: maxTasksPerChild,
    });
    this.#permissions = options.permissions ?? [];
    this.#modules = new Set([...options.modules ?? [], ...initializer ? modulesOf([wireCall(initializer)]) : []]);
  }

  /** Starts processes until there are `count`, and waits until they are up; raises `maxWorkers` to it. */
  async grow(count: number): Promise<void> {
    this.raiseMaxWorkers(count);
    const release = this.hold();
    await Promise.all(this.seats(count).map((seat) => seat.worker.started));
    release();
  }

  /** Kills the processes, busy or not: what is pending ends with `BrokenProcessPool`, and the pool stays broken. */
  kill(): void {
    this.#processes.forEach((process) => process.kill());
  }

  protected override startWorker(_index: number, events: WorkerEvents, modules: readonly string[]): PoolProcess {
    const added = modules.filter((module) => !this.#modules.has(module));
    added.forEach((module) => this.#modules.add(module));
    const process = new PoolProcess([...this.#modules], this.#permissions, {
      onMessage: events.onMessage,
      onDeath: (error, started) => {
        this.#processes.delete(process);
        if (!started) added.forEach((module) => this.#modules.delete(module));
        events.onDeath(error, started);
      },
    });
    this.#processes.add(process);
    return process;
  }
}

/** One process of a pool. */
class PoolProcess implements PoolWorker {
  /** Resolves once the process is up, or dead. */
  readonly started: Promise<void>;
  readonly #modules: ReadonlySet<string>;
  readonly #child: Deno.ChildProcess;
  readonly #codec = new FrameCodec();
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #ended: Promise<void>;
  readonly #setStarted: () => void;
  readonly #onUnload = () => this.kill();
  #isStarted = false;
  #gone = false;

  constructor(modules: readonly string[], permissions: readonly string[], events: WorkerEvents) {
    const preloads = modules.flatMap((module) => ["--preload", module]);
    const entry = new URL("./process_worker.ts", import.meta.url).href;
    this.#modules = new Set(modules);
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", ...permissions, ...preloads, entry],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    // A program that exits closes its end, which a busy process would hear only when it is done.
    addEventListener("unload", this.#onUnload);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.started = promise;
    this.#setStarted = resolve;
    this.#ended = this.#serve(events);
  }

  accepts(modules: readonly string[]): boolean {
    return modules.every((module) => this.#modules.has(module));
  }

  post(message: ToWorker): void {
    const frame = this.#codec.encode(message);
    // A write fails if the process is gone, which is heard otherwise.
    if (!this.#gone) this.#input.write(frame).catch(() => {});
  }

  keepAlive(alive: boolean): void {
    if (alive) this.#child.ref();
    else this.#child.unref();
  }

  kill(): void {
    if (this.#gone) return;
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended just now, which wasn't heard yet.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async end(broken: boolean): Promise<void> {
    if (broken) this.kill();
    else this.post({ type: "exit" });
    await this.#ended;
  }

  /** Hears the process until it ends. */
  async #serve({ onMessage, onDeath }: WorkerEvents): Promise<void> {
    for await (const chunk of this.#child.stdout) {
      for (const message of this.#codec.decode(chunk) as Iterable<FromWorker>) {
        if (message.type !== "hello") {
          onMessage(message);
          continue;
        }
        this.#isStarted = true;
        this.#setStarted();
      }
    }
    const { code, signal } = await this.#child.status;
    this.#gone = true;
    removeEventListener("unload", this.#onUnload);
    this.#setStarted();
    await this.#input.close().catch(() => {});
    onDeath(new Error(`the process ended ${signal ? `by ${signal}` : `with exit code ${code}`}`), this.#isStarted);
  }
}
