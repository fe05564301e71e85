import { stringify } from "@std/csv/stringify.js";
import type { ResultRow } from "../compare/types.ts";

const COLUMNS = [
  "backend",
  "n",
  "jobs",
  "status",
  "precision",
  "fastmath",
  "value",
  "errorVsSerial",
  "coldMs",
  "medianMs",
  "bestMs",
  "ci95LowMs",
  "ci95HighMs",
  "speedup",
  "speedupCi95Low",
  "speedupCi95High",
  "samples",
  "reason",
  "gpuCompileMs",
  "gpuQueueMs",
  "gpuComputeMs",
  "gpuReadbackMs",
];

/**
 * Writes results as CSV: a header, then a line for each row.
 *
 * @returns The text, its lines ended by "\n".
 */
export function toCsv(results: readonly ResultRow[]): string {
  const rows = results.map((row) => {
    if (row.status !== "ok") return { ...row };
    const [ci95LowMs, ci95HighMs] = row.ci95Ms;
    const [speedupCi95Low, speedupCi95High] = row.speedupCi95 ?? [];
    const { compile: gpuCompileMs, queue: gpuQueueMs, compute: gpuComputeMs, readback: gpuReadbackMs } = row.gpuMs ??
      {};
    const gpu = { gpuCompileMs, gpuQueueMs, gpuComputeMs, gpuReadbackMs };
    return { ...row, ...gpu, ci95LowMs, ci95HighMs, speedupCi95Low, speedupCi95High, samples: row.samplesMs.length };
  });
  return stringify(rows, { columns: COLUMNS }).replaceAll("\r\n", "\n");
}
