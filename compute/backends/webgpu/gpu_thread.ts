import { BrokenThreadPool, type Task, task, ThreadPoolExecutor } from "../../futures/mod.ts";
import type { WgslLoop } from "../../codegen/wgsl/mod.ts";
import type { Availability } from "../backend.ts";
import type * as tasks from "./gpu_task.ts";
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

/** The thread that drives the GPU, started for the first call; a new one, should it die. */
export class GpuThread implements AsyncDisposable {
  readonly #modules: GpuModules;
  readonly #module: string;
  #pool: ThreadPoolExecutor | null = null;
  #availability: Availability | null = null;

  constructor(modules: GpuModules = {}) {
    this.#modules = modules;
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

  /** Compiles the shaders of a kernel. */
  load(loops: readonly WgslLoop[]): Promise<void> {
    return this.#call({}, task<typeof tasks.load>(this.#module, "load"), loops);
  }

  /** Runs a loop; see the task. */
  run(loop: LoopRun, control: LoopControl): Promise<Float64Array> {
    return this.#call(control, task<typeof tasks.run>(this.#module, "run"), loop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    this.#availability = null;
    if (!pool) return;
    try {
      await pool.submit(task<typeof tasks.close>(this.#module, "close"));
    } finally {
      await pool.shutdown();
    }
  }

  async #call<Args extends unknown[], R>(
    control: Partial<LoopControl>,
    call: Task<Args, R>,
    ...args: Args
  ): Promise<R> {
    this.#pool ??= new ThreadPoolExecutor({
      maxWorkers: 1,
      namePrefix: "lanes-gpu",
      createWorker: this.#modules.createWorker,
    });
    try {
      return await this.#pool.submitWith(control, call, ...args);
    } catch (error) {
      if (error instanceof BrokenThreadPool) this.#pool = null;
      if (!control.signal?.aborted) this.#availability = null;
      throw error;
    }
  }
}
