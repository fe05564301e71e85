import { UnsupportedError } from "../../errors.ts";
import type { CompiledKernel } from "../../pipeline.ts";
import { type Availability, type Backend, MAX_JOBS, type Precision, type PrepareOptions } from "../backend.ts";
import type { QueuedKernel } from "./queued_kernel.ts";
import { rehearse } from "./rehearsal.ts";

const F64_ALONE: OfferedPrecisions = {
  offered: ["auto", "f64"],
  refusal: (precision) => `computes in f64: only webgpu offers the precision ${precision}`,
};

/** What a backend can compute in, and what it says of the rest. */
interface OfferedPrecisions {
  readonly offered: readonly Precision[];
  readonly refusal: (precision: Precision) => string;
}

/** What tells one backend of the engine from another. */
export interface EngineBackendParts
  extends Pick<Backend, "name" | "target" | "executor" | "usesJobs" | "summary" | "lecture"> {
  /** Whether it can run here; without it, it always can. */
  readonly available?: () => Availability | Promise<Availability>;
  /** Default: f64 alone. */
  readonly precisions?: OfferedPrecisions;
  readonly warmUp?: (options: PrepareOptions) => Promise<void>;
  /** For backends that know at once whether they are available. */
  readonly prepareSync?: (kernel: CompiledKernel, options: PrepareOptions) => QueuedKernel;
  readonly prepare: (kernel: CompiledKernel, options: PrepareOptions) => QueuedKernel | Promise<QueuedKernel>;
  /** Gives back what it runs on; its kernels are disposed of. */
  readonly close?: () => Promise<void>;
}

/** Makes a backend of its parts: adds the checks that all share, and the end of its kernels. */
export function createEngineBackend(parts: EngineBackendParts): Backend {
  const { name, target, executor, usesJobs, summary, lecture } = parts;
  const kernels = new Set<QueuedKernel>();
  const available = async (): Promise<Availability> => await parts.available?.() ?? { available: true };
  const { offered, refusal } = parts.precisions ?? F64_ALONE;
  const refuse = (availability: Availability): void => {
    if (!availability.available) throw new UnsupportedError(`${name} is not available here: ${availability.reason}`);
  };
  const checkOptions = ({ jobs, precision }: PrepareOptions): void => {
    if (!Number.isInteger(jobs) || jobs < 1 || jobs > MAX_JOBS) {
      throw new RangeError(`jobs must be an integer from 1 to ${MAX_JOBS}: it is ${jobs}`);
    }
    if (!offered.includes(precision)) throw new UnsupportedError(`${name} ${refusal(precision)}`);
  };
  const check = async (options: PrepareOptions): Promise<void> => {
    checkOptions(options);
    refuse(await available());
  };
  const keep = (prepared: QueuedKernel): QueuedKernel => {
    kernels.add(prepared);
    prepared.addDisposeCallback(() => kernels.delete(prepared));
    return prepared;
  };
  const { prepareSync } = parts;
  /** For what numbers of jobs it was rehearsed. */
  const rehearsed = new Set<number>();
  return {
    name,
    target,
    executor,
    usesJobs,
    summary,
    lecture,
    available,
    async warmUp(options) {
      await check(options);
      const starting = parts.warmUp?.(options);
      if (rehearsed.has(options.jobs)) return await starting;
      rehearsed.add(options.jobs);
      await rehearse(this, options, starting);
    },
    async prepare(kernel, options) {
      await check(options);
      return keep(await parts.prepare(kernel, options));
    },
    ...(prepareSync && {
      prepareSync(kernel: CompiledKernel, options: PrepareOptions) {
        checkOptions(options);
        const availability = parts.available?.();
        if (availability && "available" in availability) refuse(availability);
        return keep(prepareSync(kernel, options));
      },
    }),
    async close() {
      await Promise.all([...kernels].map((kernel) => kernel[Symbol.asyncDispose]()));
      rehearsed.clear();
      await parts.close?.();
    },
  };
}
