import { instantiateDriver } from "../codegen/js/instantiate.ts";
import type { LoopRequest } from "../codegen/target.ts";
import type { WgslLoop } from "../codegen/wgsl/mod.ts";
import { UnsupportedError } from "../errors.ts";
import { COMBINE } from "../ir/mod.ts";
import type { CompiledKernel } from "../pipeline.ts";
import type { Backend } from "./backend.ts";
import { drive } from "./engine/drive.ts";
import { createEngineBackend } from "./engine/engine_backend.ts";
import { QueuedKernel, type RunContext } from "./engine/queued_kernel.ts";
import { Watch } from "./engine/watch.ts";
import { type GpuModules, GpuThread } from "./webgpu/gpu_thread.ts";
export type { GpuModules } from "./webgpu/gpu_thread.ts";

/**
 * A compute shader on the GPU, in f32, driven from a thread of its own.
 *
 * @param modules How a page that bundles its code names the thread's modules.
 */
export function createWebGpuBackend(modules: GpuModules = {}): Backend {
  const thread = new GpuThread(modules);
  return createEngineBackend({
    name: "webgpu",
    target: "wgsl",
    executor: "the GPU",
    usesJobs: false,
    summary: "A WebGPU compute shader, in f32.",
    lecture: [],
    precisions: {
      offered: ["auto", "f32"],
      refusal: (precision) => `computes in f32 in this version, not in ${precision}: choose the precision f32 or auto`,
    },
    available: () => thread.available(),
    warmUp: () => thread.open(),
    prepare: (kernel) => GpuKernel.load(thread, kernel),
    close: () => thread[Symbol.asyncDispose](),
  });
}

class GpuKernel extends QueuedKernel {
  override readonly precision = "f32";
  readonly #thread: GpuThread;
  readonly #driver: ReturnType<typeof instantiateDriver>;
  readonly #loops: readonly WgslLoop[];

  private constructor(thread: GpuThread, { kernel, wgsl }: CompiledKernel) {
    const watch = new Watch();
    super(kernel.parameters.length, wgsl.loops.length, watch);
    this.#thread = thread;
    this.#driver = instantiateDriver(wgsl.driver, watch.look);
    this.#loops = wgsl.loops;
  }

  /** Compiles a kernel's shaders. */
  static async load(thread: GpuThread, kernel: CompiledKernel): Promise<GpuKernel> {
    const loaded = new GpuKernel(thread, kernel);
    try {
      await thread.load(loaded.#loops);
    } catch (error) {
      if (error instanceof RangeError) throw new UnsupportedError(`webgpu: ${error.message}`, { cause: error });
      throw error;
    }
    return loaded;
  }

  protected override compute(args: readonly number[], context: RunContext): Promise<number> {
    return drive(this.#driver, args, (request) => this.#runLoop(request, context));
  }

  protected override release(): Promise<void> {
    return Promise.resolve();
  }

  async #runLoop(request: LoopRequest, { signal, progress }: RunContext): Promise<ArrayLike<number>> {
    const { start, count, captures, initial } = request;
    const loop = this.#loops[request.loop];
    if (count === 0) return initial;
    const onProgress = (fraction: number) => progress.loop(request.loop, fraction);
    const reduced = await this.#thread.run({ loop, start, count, captures }, { signal, onProgress });
    progress.loop(request.loop, 1);
    return initial.map((value, r) => COMBINE[loop.reductions[r]](value, reduced[r]));
  }
}
