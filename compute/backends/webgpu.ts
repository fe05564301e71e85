import { instantiateDriver } from "../codegen/js/instantiate.ts";
import type { LoopRequest } from "../codegen/target.ts";
import type { ShaderPrecision, WgslCode, WgslLoop } from "../codegen/wgsl/mod.ts";
import { UnsupportedError } from "../errors.ts";
import { COMBINE } from "../ir/mod.ts";
import type { CompiledKernel } from "../pipeline.ts";
import type { Availability, Backend, Precision } from "./backend.ts";
import { drive } from "./engine/drive.ts";
import { createEngineBackend } from "./engine/engine_backend.ts";
import { QueuedKernel, type RunContext } from "./engine/queued_kernel.ts";
import { Watch } from "./engine/watch.ts";
import { type GpuModules, GpuThread } from "./webgpu/gpu_thread.ts";
import { addTimes, NO_TIME } from "./webgpu/timestamps.ts";
export type { GpuModules } from "./webgpu/gpu_thread.ts";

/**
 * A compute shader on the GPU, in f64 or the next best that its device has, driven from a thread of its own.
 *
 * @param modules How a page that bundles its code names the thread's modules.
 * @param patienceMs For how long the GPU may give no sign of life; default one minute.
 */
export function createWebGpuBackend(modules: GpuModules = {}, patienceMs?: number): Backend {
  const thread = new GpuThread(modules, patienceMs);
  return createEngineBackend({
    name: "webgpu",
    target: "wgsl",
    executor: "the GPU",
    usesJobs: false,
    summary: "A WebGPU compute shader, in f64 where the device has it, else in pairs of f32, or in f32.",
    lecture: [],
    precisions: {
      offered: ["auto", "f64", "df64", "f32"],
      refusal: (precision) => `knows no precision ${precision}`,
    },
    available: () => thread.available(),
    warmUp: () => thread.open(),
    prepare: async (kernel, { precision }) =>
      GpuKernel.load(thread, kernel, choose(precision, await thread.available())),
    close: () => thread[Symbol.asyncDispose](),
  });
}

/** The precision asked for, or the best that there is. */
function choose(precision: Precision, availability: Availability): ShaderPrecision {
  if (!availability.available) throw new UnsupportedError(`webgpu is not available here: ${availability.reason}`);
  const { precisions = ["f32"], refused } = availability;
  if (precision === "auto") return precisions[0];
  if (precisions.includes(precision)) return precision;
  throw new UnsupportedError(`webgpu: ${refused?.[precision] ?? `this device doesn't compute in ${precision}`}`);
}

class GpuKernel extends QueuedKernel {
  readonly #thread: GpuThread;
  readonly #driver: ReturnType<typeof instantiateDriver>;
  readonly #loops: readonly WgslLoop[];
  /** What compiling took, until the first run has told it. */
  #compileMs = 0;

  private constructor(thread: GpuThread, parameters: number, { driver, loops }: WgslCode, precision: ShaderPrecision) {
    const watch = new Watch();
    super(parameters, loops.length, watch, precision);
    this.#thread = thread;
    this.#driver = instantiateDriver(driver, watch.look);
    this.#loops = loops;
  }

  /** Compiles a kernel's shaders. */
  static async load(thread: GpuThread, compiled: CompiledKernel, precision: ShaderPrecision): Promise<GpuKernel> {
    const loaded = new GpuKernel(thread, compiled.kernel.parameters.length, compiled.wgsl(precision), precision);
    try {
      loaded.#compileMs = await thread.load(loaded.#loops);
    } catch (error) {
      if (error instanceof RangeError) throw new UnsupportedError(`webgpu: ${error.message}`, { cause: error });
      throw error;
    }
    return loaded;
  }

  protected override async compute(args: readonly number[], context: RunContext): Promise<number> {
    context.times = addTimes(NO_TIME, { compile: this.#compileMs });
    this.#compileMs = 0;
    return await drive(this.#driver, args, (request) => this.#runLoop(request, context));
  }

  protected override release(): Promise<void> {
    return Promise.resolve();
  }

  async #runLoop(request: LoopRequest, context: RunContext): Promise<ArrayLike<number>> {
    const { signal, progress, profile } = context;
    const { start, count, captures, initial } = request;
    const loop = this.#loops[request.loop];
    if (count === 0) return initial;
    const onProgress = (fraction: number) => progress.loop(request.loop, fraction);
    const run = { loop, start, count, captures, profile };
    const { values, times } = await this.#thread.run(run, { signal, onProgress });
    if (times) context.times = addTimes(context.times!, times);
    progress.loop(request.loop, 1);
    return initial.map((value, r) => COMBINE[loop.reductions[r]](value, values[r]));
  }
}
