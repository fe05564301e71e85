import { BrokenThreadPool, type Task, task, ThreadPoolExecutor } from "../../futures/mod.ts";
import type { WgslLoop } from "../../codegen/wgsl/mod.ts";
import type { Availability } from "../backend.ts";
import type * as tasks from "./gpu_task.ts";
import { GpuTimeoutError } from "./errors.ts";
import type { LoopRun } from "./loop_runner.ts";

/** How a page that bundles its code names the modules of the GPU's thread; elsewhere the defaults fit. */
export interface GpuModules {
  /** Makes a worker of `compute/futures/thread_worker.ts`. */
  readonly createWorker?: (name: string) => Worker;
  /** The URL of the bundled `compute/backends/webgpu/gpu_task.ts`. */
  readonly gpuModule?: string;
}

/** What a run may be given beyond the loop. */
export interface LoopControl {
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
}

/** The program, where there is one and not a page: tells when it is about to end. */
const program = (globalThis as { process?: Partial<Emitter> }).process;

interface Emitter {
  on(event: "beforeExit", listener: () => void): void;
  off(event: "beforeExit", listener: () => void): void;
}

/** For how long the thread may be silent, in ms: dispatches take a thousandth, and the slowest compilers a third. */
const PATIENCE_MS = 60_000;
const SILENT_STEPS = 10;

/** The thread that drives the GPU, started for the first call; a new one, should it die or hang. */
export class GpuThread implements AsyncDisposable {
  readonly #modules: GpuModules;
  readonly #module: string;
  readonly #patienceMs: number;
  /** A driver that is still open when the program's own memory is torn down may crash it. */
  readonly #onExit = () => void this[Symbol.asyncDispose]();
  #pool: ThreadPoolExecutor | null = null;
  #availability: Availability | null = null;
  /** Counts what was heard of the thread. */
  #signs = 0;

  /** @param patienceMs For how long the thread may be silent while it works. */
  constructor(modules: GpuModules = {}, patienceMs = PATIENCE_MS) {
    this.#modules = modules;
    this.#patienceMs = patienceMs;
    this.#module = modules.gpuModule ?? new URL("./gpu_task.ts", import.meta.url).href;
  }

  /** Whether there is an adapter; asked once, until there is reason to ask again. */
  async available(): Promise<Availability> {
    if (this.#availability) return this.#availability;
    if (typeof Worker === "undefined") {
      return { available: false, reason: "no workers: WebGPU is driven from a thread of its own" };
    }
    try {
      return this.#availability = await this.#call({}, task<typeof tasks.probe>(this.#module, "probe"));
    } catch (error) {
      return { available: false, reason: `its thread failed: ${error instanceof Error ? error.message : error}` };
    }
  }

  /** Opens the device. */
  open(): Promise<void> {
    return this.#call({}, task<typeof tasks.open>(this.#module, "open"));
  }

  /** Compiles the shaders of a kernel; gives the ms that it took. */
  load(loops: readonly WgslLoop[]): Promise<number> {
    return this.#call({}, task<typeof tasks.load>(this.#module, "load"), loops);
  }

  /** Runs a loop; see the task. */
  async run(loop: LoopRun, control: LoopControl): Promise<tasks.LoopOutcome> {
    const abort = typeof SharedArrayBuffer === "undefined" ? null : new Int32Array(new SharedArrayBuffer(4));
    const onAbort = () => abort && Atomics.store(abort, 0, 1);
    control.signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await this.#call(control, task<typeof tasks.run>(this.#module, "run"), loop, abort);
    } finally {
      control.signal.removeEventListener("abort", onAbort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    program?.off?.("beforeExit", this.#onExit);
    const pool = this.#pool;
    this.#pool = null;
    this.#availability = null;
    if (pool) await end(pool, this.#module);
  }

  #start(): ThreadPoolExecutor {
    program?.on?.("beforeExit", this.#onExit);
    return new ThreadPoolExecutor({
      maxWorkers: 1,
      namePrefix: "lanes-gpu",
      createWorker: this.#modules.createWorker,
    });
  }

  async #call<Args extends unknown[], R>(
    control: Partial<LoopControl>,
    call: Task<Args, R>,
    ...args: Args
  ): Promise<R> {
    const pool = this.#pool ??= this.#start();
    const silence = this.#watchSilence();
    const onProgress = (fraction: number) => {
      this.#signs++;
      control.onProgress?.(fraction);
    };
    try {
      return await Promise.race([pool.submitWith({ ...control, onProgress }, call, ...args), silence.tooLong]);
    } catch (error) {
      if (error instanceof BrokenThreadPool) this.#pool = null;
      if (error instanceof GpuTimeoutError) this.#abandon(pool);
      if (!control.signal?.aborted) this.#availability = null;
      throw error;
    } finally {
      this.#signs++;
      silence.end();
    }
  }

  /** Rejects once the thread gave no sign of life for too long, to this call or to those that it waits for. */
  #watchSilence() {
    const { promise: tooLong, reject } = Promise.withResolvers<never>();
    let [signs, silent] = [this.#signs, 0];
    // Counted in steps: where this thread itself was busy, messages wait that no single step would have seen.
    const timer = setInterval(() => {
      silent = this.#signs === signs ? silent + 1 : 0;
      signs = this.#signs;
      if (silent === SILENT_STEPS) reject(new GpuTimeoutError(this.#patienceMs));
    }, this.#patienceMs / SILENT_STEPS);
    return { tooLong, end: () => clearInterval(timer) };
  }

  /** A thread can't be killed: it gives its device back if it ever comes to that, and the next call gets another. */
  #abandon(pool: ThreadPoolExecutor): void {
    if (this.#pool === pool) this.#pool = null;
    void end(pool, this.#module);
  }
}

/** Has a thread give its device back, and ends it. */
async function end(pool: ThreadPoolExecutor, module: string): Promise<void> {
  try {
    await pool.submit(task<typeof tasks.close>(module, "close"));
  } catch {
    // A broken thread has nothing left to give back.
  }
  await pool.shutdown();
}
