import { LANES, parameterWords, partialWords, type WgslLoop, withTilesSideBySide } from "../../codegen/wgsl/mod.ts";
import { type FoundAdapter, requestDevice } from "./adapter.ts";
import { type Offer, tryPrecisions } from "./canary.ts";
import { Arena } from "./arena.ts";
import { DeviceLostError, GpuRefusalError, hearOfLoss, nameGpuError } from "./errors.ts";
import { Pace } from "./pace.ts";
import { Readers } from "./readers.ts";
import { type DispatchTimes, timesOf, Timestamps } from "./timestamps.ts";
import { Workgroups } from "./workgroups.ts";

/** How long a dispatch should take, in ms: a run can be cancelled in between, and a driver may end a longer one. */
const TARGET_MS = { hardware: 60, software: 30 };

/** Pipelines that are kept. */
const KEPT = 64;

export interface ShaderVariant {
  readonly thorough?: boolean;
  readonly together?: number;
}

/** A shader's pipeline. */
export interface Shader {
  readonly pipeline: GPUComputePipeline;
  /** Tiles that a workgroup reduces. */
  readonly together: number;
  /** What was learnt of its speed. */
  readonly pace: Pace;
  /** Refers to the arena's buffers, of the generation that it was made for. */
  group?: { readonly generation: number; readonly group: GPUBindGroup };
}

/** One dispatch: the shader, what fills its buffers, and what comes back. */
export interface Dispatch {
  readonly shader: Shader;
  readonly parameters: Uint32Array<ArrayBuffer>;
  readonly tiles: Uint32Array<ArrayBuffer>;
  /** Workgroups. */
  readonly count: number;
  /** Bytes of the partials. */
  readonly bytes: number;
  /** Whether to tell its times. */
  readonly profile?: boolean;
}

/** One workgroup, whose tiles have no iterations. */
function emptyDispatch(loop: WgslLoop, together: number): Omit<Dispatch, "shader"> {
  const parameters = new Uint32Array(parameterWords(loop.inputs));
  const tiles = new Uint32Array(together * loop.tileWords);
  return { parameters, tiles, count: 1, bytes: 4 * together * partialWords(loop) };
}

/** What came of a dispatch. */
export interface Dispatched {
  readonly partials: ArrayBuffer;
  readonly times?: DispatchTimes;
}

/** An open device and what was made on it. It is to be replaced once something failed on it. */
export class GpuSession {
  readonly #device: GPUDevice;
  readonly #software: boolean;
  /** What it can compute in. */
  readonly offer: Offer;
  /** How large workgroups are best. */
  readonly workgroups: Workgroups;
  readonly #arena: Arena;
  readonly #readers = new Readers();
  readonly #timestamps: Timestamps | null;
  readonly #shaders = new Map<string, Shader>();
  #lost: Error | null = null;
  #failed = false;
  #compileMs = 0;

  private constructor(device: GPUDevice, software: boolean, offer: Offer) {
    this.#device = device;
    this.offer = offer;
    this.#software = software;
    this.workgroups = new Workgroups(device.limits.maxComputeInvocationsPerWorkgroup / LANES);
    this.#arena = new Arena(device);
    this.#timestamps = device.features.has("timestamp-query") ? new Timestamps(device) : null;
    void device.lost.then(({ message }) => this.#lost = new DeviceLostError(message));
    // Errors are caught by scopes where they matter; one that comes late must not end the program.
    device.addEventListener("uncapturederror", (event) => event.preventDefault());
  }

  /** Opens a device. */
  static async open(found: FoundAdapter): Promise<GpuSession> {
    const opened = await requestDevice(found);
    const session = new GpuSession(opened.device, found.software, await tryPrecisions(opened));
    await session.#readers.read(session.#arena.buffer("read", 1), 4);
    return session;
  }

  /** Whether the device is lost, or something failed on it, after which a fresh one is safer. */
  get isBroken(): boolean {
    return this.#failed || this.#lost !== null;
  }

  /** How long shaders were compiled for, in ms. */
  get compileMs(): number {
    return this.#compileMs;
  }

  /**
   * Compiles a loop's shader, or takes the one compiled before.
   *
   * @param variant The one for the tiles that the other is unsure of; and how many tiles a workgroup reduces.
   * @throws {RangeError} If the kernel needs more than the device has.
   * @throws {GpuRefusalError} If the driver won't have it.
   */
  async shader(loop: WgslLoop, { thorough = false, together = 1 }: ShaderVariant = {}): Promise<Shader> {
    const { source, reductions, notes, inputs } = loop;
    const key = `${thorough} ${together} ${source}`;
    const known = this.#shaders.get(key);
    if (known) return known;
    const bytes = 4 * LANES * partialWords(loop) * together;
    const had = this.#device.limits.maxComputeWorkgroupStorageSize;
    if (bytes > had) {
      throw new RangeError(
        `limit too small: a loop of ${reductions.length} reductions asks for maxComputeWorkgroupStorageSize of ${bytes} ` +
          `bytes, the adapter has ${had}. Split the loop`,
      );
    }
    const started = performance.now();
    const constants = {
      ...(thorough && { thorough: 1 }),
      ...(inputs.precision === "df64" && { fused: this.offer.fused ? 1 : 0 }),
    };
    const pipeline = await this.#checked(() => this.#compile(withTilesSideBySide(source, together), constants));
    const target = this.#software ? TARGET_MS.software : TARGET_MS.hardware;
    // With loops of its own, one iteration may take as long as a million others.
    const shader = { pipeline, together, pace: notes.includes("finished") ? new Pace(target, 1) : new Pace(target) };
    // Many drivers compile at the first dispatch, whose time would say nothing of those to come.
    await this.run({ shader, ...emptyDispatch(loop, together) });
    this.#compileMs += performance.now() - started;
    if (this.#shaders.size >= KEPT) this.#shaders.delete(this.#shaders.keys().next().value!);
    this.#shaders.set(key, shader);
    return shader;
  }

  /**
   * Runs one dispatch and waits for it.
   *
   * @returns The partials that it wrote, and its times if they are asked for.
   * @throws {DeviceLostError} If the device is lost; the session is of no more use then.
   * @throws {OutOfMemoryError} If its buffers don't fit.
   */
  async run(dispatch: Dispatch): Promise<Dispatched> {
    const { shader, parameters, tiles, count, bytes, profile } = dispatch;
    const timestamps = profile ? this.#timestamps : null;
    return await this.#checked(async () => {
      const buffers = [
        this.#arena.buffer("parameters", parameters.byteLength),
        this.#arena.buffer("tiles", tiles.byteLength),
        this.#arena.buffer("partials", bytes),
      ];
      const allBytes = bytes + (timestamps ? Timestamps.bytes : 0);
      const read = this.#arena.buffer("read", allBytes);
      this.#device.queue.writeBuffer(buffers[0], 0, parameters);
      this.#device.queue.writeBuffer(buffers[1], 0, tiles);
      const encoder = this.#device.createCommandEncoder();
      const pass = encoder.beginComputePass(timestamps ? { timestampWrites: timestamps.ofPass } : {});
      pass.setPipeline(shader.pipeline);
      pass.setBindGroup(0, this.#group(shader, buffers));
      pass.dispatchWorkgroups(count);
      pass.end();
      encoder.copyBufferToBuffer(buffers[2], 0, read, 0, bytes);
      timestamps?.finish(encoder, read, bytes);
      const submitted = performance.now();
      this.#device.queue.submit([encoder.finish()]);
      const { copy, mappedAt } = await this.#readers.read(read, allBytes);
      if (!profile) return { partials: copy };
      const host = { waited: mappedAt - submitted, copied: performance.now() - mappedAt };
      const moments = timestamps ? new BigUint64Array(copy.slice(bytes)) : undefined;
      return { partials: copy.slice(0, bytes), times: timesOf(host, moments) };
    });
  }

  /** Gives the device back. */
  close(): void {
    this.#arena.destroy();
    this.#timestamps?.destroy();
    this.#device.destroy();
  }

  #group(shader: Shader, buffers: readonly GPUBuffer[]): GPUBindGroup {
    const { generation } = this.#arena;
    if (shader.group?.generation !== generation) {
      const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
      const group = this.#device.createBindGroup({ layout: shader.pipeline.getBindGroupLayout(0), entries });
      shader.group = { generation, group };
    }
    return shader.group.group;
  }

  async #compile(source: string, constants: Record<string, number>): Promise<GPUComputePipeline> {
    const module = this.#device.createShaderModule({ label: "lanes", code: source });
    const { messages } = await module.getCompilationInfo();
    const errors = messages.filter(({ type }) => type === "error").map(({ message }) => message.trim());
    if (errors.length > 0) throw new GpuRefusalError(errors.join("; "));
    const compute = { module, entryPoint: "main", constants };
    return await this.#device.createComputePipelineAsync({ label: "lanes", layout: "auto", compute });
  }

  /** Does something on the device, and throws what WebGPU reports of it, by name. */
  async #checked<T>(work: () => Promise<T>): Promise<T> {
    this.#throwIfLost();
    this.#device.pushErrorScope("validation");
    this.#device.pushErrorScope("out-of-memory");
    const outcome = await work().then((value) => ({ value }), (thrown: unknown) => ({ thrown }));
    const reported = await this.#popErrors();
    if (!reported && "value" in outcome) {
      // Browsers let a lost device make whatever it is asked for.
      this.#throwIfLost();
      return outcome.value;
    }
    this.#failed = true;
    const loss = await hearOfLoss(this.#device);
    if (loss) throw loss;
    const thrown = "thrown" in outcome ? outcome.thrown : undefined;
    if (reported) throw nameGpuError(reported);
    throw thrown instanceof DOMException ? new GpuRefusalError(thrown.message) : thrown;
  }

  /** The first error that the two scopes caught; a lost device has no scopes. */
  async #popErrors(): Promise<GPUError | null> {
    const scopes = [this.#device.popErrorScope(), this.#device.popErrorScope()];
    const errors = await Promise.all(scopes.map((scope) => scope.catch(() => null)));
    return errors.find((error) => error !== null) ?? null;
  }

  #throwIfLost(): void {
    if (this.#lost) throw this.#lost;
  }
}
