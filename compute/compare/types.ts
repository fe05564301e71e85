/** What a comparison asks, tells while it runs, and gives: plain JSON, the same in the bench, the API and the page. */
import type { KernelSource } from "../pipeline.ts";
import type { GpuTimes, Precision } from "../backends/backend.ts";

/** A checked request; `check.ts` makes it from raw input. */
export interface CompareRequest {
  readonly source: KernelSource;
  /** Values of all of the kernel's parameters but `n`, by name (`a` and `b` for an integrand). */
  readonly args: Readonly<Record<string, number>>;
  /** Each an integer in [1, 2^53]. */
  readonly n: readonly number[];
  /** Each an integer in [1, 256]. */
  readonly jobs: readonly number[];
  /** Names of known backends. The baseline `serial` is always run, listed or not. */
  readonly backends: readonly string[];
  readonly precision: Precision;
  readonly fastmath: boolean;
  /** Samples per row, at least; default 10. */
  readonly runs: number;
  /** Seconds to measure each row for, at least; default 0.2. */
  readonly minTime: number;
  /** Seconds that one row may take; a slower row ends with what it has, or as timed out. */
  readonly timeLimit: number;
}

/** JSON has no NaN and no infinities. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly os: string;
  readonly deno: string | null;
  readonly v8: string | null;
  /** The browser, where the comparison ran in one. */
  readonly browser?: string;
  readonly gpu: string | null;
}

/** Which measurement a row or an event is about. */
export interface RowKey {
  readonly backend: string;
  readonly n: number;
  /** Absent for backends without jobs. */
  readonly jobs?: number;
}

export interface OkRow extends RowKey {
  readonly status: "ok";
  readonly precision: Exclude<Precision, "auto">;
  readonly fastmath: boolean;
  readonly value: JsonNumber;
  /** value - the serial value of the same n; null where serial gave none. */
  readonly errorVsSerial: JsonNumber | null;
  /** From source text to first value, pools already started. */
  readonly coldMs: number;
  /** Time per run, in order of measurement. */
  readonly samplesMs: readonly number[];
  readonly medianMs: number;
  readonly bestMs: number;
  readonly ci95Ms: readonly [number, number];
  /** Median serial time over median time; null, as its interval, where serial gave none. */
  readonly speedup: number | null;
  readonly speedupCi95: readonly [number, number] | null;
  /** %timeit's wording of the same samples. */
  readonly timeit: string;
  /**
   * Where a GPU's time went: compiling in the first run, the rest in the runs before the samples (their median), since
   * to take these times lengthens a run. Absent for other backends, and null where the device doesn't tell.
   */
  readonly gpuMs?: GpuTimes;
  /** What a person should know: a non-finite value and where it first happened, few samples, ... */
  readonly notes?: readonly string[];
}

export interface OtherRow extends RowKey {
  /** `skipped`: not available here. `failed`: it broke. `cancelled`, `timeout`: ended before the first sample. */
  readonly status: "skipped" | "failed" | "cancelled" | "timeout";
  readonly reason: string;
}

export type ResultRow = OkRow | OtherRow;

export interface ComparisonReport {
  readonly version: 1;
  readonly environment: Environment;
  readonly results: readonly ResultRow[];
}

/** Told while a comparison runs, in order. */
export type CompareEvent =
  | { readonly type: "started"; readonly environment: Environment }
  | {
    readonly type: "progress";
    readonly row: RowKey;
    /** "ready" is warmed up, while other rows are not. */
    readonly phase: "compiling" | "warming up" | "ready" | "measuring";
    /** Share of the row's current run that is done, in [0, 1]. */
    readonly fraction: number;
    /** Samples taken, and to be taken. */
    readonly sample: number;
    readonly samples: number;
  }
  | { readonly type: "sample"; readonly row: RowKey; readonly ms: number }
  | { readonly type: "result"; readonly result: ResultRow };
