import type { GpuTimes } from "../backend.ts";

/** Where a dispatch's time went: as of a run, but for the compiling. */
export type DispatchTimes = Omit<GpuTimes, "compile">;

/** Of nothing. */
export const NO_TIME: GpuTimes = { compile: 0, queue: 0, compute: 0, readback: 0 };

/** The compute pass begins and ends, and what it wrote is copied. */
const MOMENTS = 3;
const BYTES = MOMENTS * BigUint64Array.BYTES_PER_ELEMENT;

/** The device's clock, read in the middle of its work. It costs a short dispatch some tenths of a ms (llvmpipe). */
export class Timestamps {
  /** Bytes of what is read. */
  static readonly bytes = BYTES;
  readonly #querySet: GPUQuerySet;
  readonly #resolved: GPUBuffer;

  /** @param device One with the feature `timestamp-query`. */
  constructor(device: GPUDevice) {
    // A pass that is there for its beginning has an end too.
    this.#querySet = device.createQuerySet({ label: "lanes", type: "timestamp", count: MOMENTS + 1 });
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
    this.#resolved = device.createBuffer({ label: "lanes timestamps", size: 256, usage });
  }

  /** For the descriptor of the pass that computes. */
  get ofPass(): GPUComputePassTimestampWrites {
    return { querySet: this.#querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
  }

  /** Notes the end of all that was encoded, and has the moments copied to a buffer. */
  finish(encoder: GPUCommandEncoder, read: GPUBuffer, offset: number): void {
    const timestampWrites = { querySet: this.#querySet, beginningOfPassWriteIndex: 2, endOfPassWriteIndex: 3 };
    encoder.beginComputePass({ timestampWrites }).end();
    encoder.resolveQuerySet(this.#querySet, 0, MOMENTS, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, read, offset, BYTES);
  }

  /** Gives the memory back. */
  destroy(): void {
    this.#querySet.destroy();
    this.#resolved.destroy();
  }
}

/** What the host saw of a dispatch, in ms. */
export interface HostTimes {
  /** From submission until the result was mapped. */
  readonly waited: number;
  /** Copying it. */
  readonly copied: number;
}

/**
 * Tells a dispatch's times apart.
 *
 * @param moments What `Timestamps` noted, in ns; absent where the device has no timestamps.
 */
export function timesOf({ waited, copied }: HostTimes, moments?: BigUint64Array): DispatchTimes {
  const unknown = { queue: null, compute: null, readback: null };
  if (!moments) return unknown;
  const [began, ended, done] = Array.from(moments, (moment) => Number(moment - moments[0]) / 1e6);
  // Drivers may lose a moment, and browsers round them.
  if (!(began <= ended && ended <= done)) return unknown;
  return { queue: Math.max(0, waited - done), compute: ended, readback: done - ended + copied };
}

/** The times of two stretches of a run; unknown where one is. */
export function addTimes(left: GpuTimes, right: Partial<GpuTimes>): GpuTimes {
  const sum = (a: number | null, b: number | null = 0) => a === null || b === null ? null : a + b;
  return {
    compile: left.compile + (right.compile ?? 0),
    queue: sum(left.queue, right.queue),
    compute: sum(left.compute, right.compute),
    readback: sum(left.readback, right.readback),
  };
}
