import type { CompiledKernel } from "../pipeline.ts";
import type { TargetName } from "../codegen/target.ts";

/** The arithmetic of a run: `auto` is the best that the backend offers. All but `webgpu` compute in f64. */
export type Precision = "auto" | "f64" | "df64" | "f32";

/** What a run computes in. */
export type Arithmetic = Exclude<Precision, "auto">;

export type Availability =
  | {
    readonly available: true;
    /** What serves it, e.g. the adapter's name. */
    readonly detail?: string;
    /** What it computes in, the best first, if not in f64 alone; and why not in the others. */
    readonly precisions?: readonly Arithmetic[];
    readonly refused?: Readonly<Partial<Record<Precision, string>>>;
  }
  | { readonly available: false; /** What is missing and what to do. */ readonly reason: string };

/** Jobs at most: a slip of the keyboard mustn't start thousands of threads. */
export const MAX_JOBS = 256;

/** What a backend needs to ready a kernel. */
export interface PrepareOptions {
  /** Workers that compute; ignored by backends without jobs. An integer from 1 to `MAX_JOBS`. */
  readonly jobs: number;
  readonly precision: Precision;
}

export interface RunControl {
  /** Aborting it ends the run within 100 ms; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called now and then with the share of iterations done, in [0, 1], never decreasing within a run. */
  readonly onProgress?: (fraction: number) => void;
  /**
   * Called now and then by sequential loops that keep the calling thread busy, which can't hear the signal meanwhile; what
   * it throws ends the run.
   */
  readonly look?: () => void;
  /** Asks for `RunTimings.gpu`, where the backend has a GPU: it makes short runs some tenths of a ms longer. */
  readonly profile?: boolean;
}

/** Where the time of a run on a GPU went, in ms, dispatches added up; null where the device has no timestamps. */
export interface GpuTimes {
  /** Compiling shaders: in a kernel's first run what its preparation took, 0 for those compiled before. */
  readonly compile: number;
  /** From submission until the device begins. */
  readonly queue: number | null;
  readonly compute: number | null;
  /** From the end of computing until the result is in the host's memory. */
  readonly readback: number | null;
}

/** Where a run's time went, in ms, where the backend can tell. */
export interface RunTimings {
  readonly queueMs?: number;
  readonly computeMs?: number;
  readonly transferMs?: number;
  /** Where it was asked for. */
  readonly gpu?: GpuTimes;
}

export interface RunOutcome {
  readonly value: number;
  readonly timings?: RunTimings;
}

/**
 * A way to run kernels: a target on an executor. Values of one target are bitwise equal for any number of jobs, but
 * for `serial`, which alone adds in index order.
 */
export interface Backend {
  readonly name: string;
  readonly target: TargetName;
  /** Who runs the pieces, in a word or two: "inline", "worker threads", ... */
  readonly executor: string;
  /** Whether the number of jobs matters. */
  readonly usesJobs: boolean;
  /** One sentence for people. */
  readonly summary: string;
  /** The lecture's rows that it answers: their names, and the time per loop of the lecturer's machine in ms. */
  readonly lecture: readonly { readonly name: string; readonly ms: number }[];
  /** Tells whether it can run here; cheap after the first call. Never throws. */
  available(): Promise<Availability>;
  /**
   * Starts what is slow to start (workers, processes, a GPU device), so that the first run needn't; and runs a small
   * kernel, so that the engine has this program's own code compiled.
   */
  warmUp(options: PrepareOptions): Promise<void>;
  /**
   * Readies a kernel: generates and loads its code where it will run.
   *
   * @throws {UnsupportedError} If the backend is not available, or can't do the kernel or the precision.
   */
  prepare(kernel: CompiledKernel, options: PrepareOptions): Promise<PreparedKernel>;
  /**
   * As `prepare`, at once: what it runs on starts when a run is first worth it, and helps from when it is up. Absent where
   * a backend has no such way.
   */
  prepareSync?(kernel: CompiledKernel, options: PrepareOptions): PreparedKernel;
  /** Ends the workers, processes or device that it started. */
  close(): Promise<void>;
}

/** A kernel, ready to run many times; one run at a time. */
export interface PreparedKernel extends AsyncDisposable {
  /** Starts what runs it, if that waits for a run that is worth it; resolves once it is up. */
  gather?(): Promise<void>;
  /** The precision that it computes in. */
  readonly precision: Exclude<Precision, "auto">;
  /**
   * Runs without blocking the calling thread's event loop for more than about 20 ms at a time.
   *
   * @param args One number for each parameter.
   */
  run(args: readonly number[], control?: RunControl): Promise<RunOutcome>;
  /**
   * Runs on the calling thread too, blocking it until done: the fastest way, for measuring and for threads that may
   * block. Absent where the backend has no such way (a GPU, the event loop, a browser's main thread).
   */
  runSync?(args: readonly number[]): RunOutcome;
}
