/** Rows of results to test with. */
import type { Environment, OkRow } from "../../compute/compare/types.ts";

export const MACHINE: Environment = { cpu: "a CPU", cores: 2, os: "linux", deno: "2.9.6", v8: "14", gpu: null };

/** A measured row: `ms` its time, `serialMs` that of serial, the rest as it would follow. */
export function okRow(backend: string, ms: number, serialMs: number, rest: Partial<OkRow> = {}): OkRow {
  const speedup = serialMs / ms;
  return {
    backend,
    n: 1000,
    status: "ok",
    precision: "f64",
    fastmath: false,
    value: 1,
    errorVsSerial: 0,
    coldMs: 5,
    samplesMs: [ms, ms],
    medianMs: ms,
    bestMs: ms,
    ci95Ms: [ms * 0.95, ms * 1.05],
    speedup,
    speedupCi95: [speedup * 0.95, speedup * 1.05],
    timeit: "",
    ...rest,
  };
}
