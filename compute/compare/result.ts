import { bootstrapMedian, bootstrapRatio, describeRuns, markOutliers, median } from "../timeit/mod.ts";
import type { GpuTimes } from "../backends/backend.ts";
import type { RowMeasurement } from "./measurement.ts";
import type { OkRow, ResultRow } from "./types.ts";
import { toJsonNumber } from "./values.ts";

/** A larger share of severe outliers is worth a note. */
const NOISY_SHARE = 0.1;
/** Of fewer samples one can't tell. */
const ENOUGH_SAMPLES = 10;

/**
 * Sums up a finished measurement.
 *
 * @param row The measurement.
 * @param serial The baseline's, of the same n, finished or at least begun.
 * @param request What was asked for.
 * @returns The row of the report.
 */
export function resultOf(
  row: RowMeasurement,
  serial: RowMeasurement,
  request: { readonly runs: number; readonly fastmath: boolean },
): ResultRow {
  if (row.failure) return row.failure;
  const { samplesMs } = row;
  const notes = [...row.notes, ...sampleNotes(row, request.runs)];
  const compared = !serial.failure && serial.samplesMs.length > 0;
  if (!compared) notes.push("not checked: there is no serial result");
  const result: OkRow = {
    ...row.key,
    status: "ok",
    precision: row.precision,
    fastmath: request.fastmath,
    value: toJsonNumber(row.value),
    errorVsSerial: compared ? toJsonNumber(row.value - serial.value) : null,
    coldMs: row.coldMs,
    samplesMs,
    medianMs: median(samplesMs),
    bestMs: Math.min(...samplesMs),
    ci95Ms: bootstrapMedian(samplesMs),
    speedup: compared ? median(serial.samplesMs) / median(samplesMs) : null,
    speedupCi95: compared ? (row === serial ? [1, 1] : bootstrapRatio(serial.samplesMs, samplesMs)) : null,
    timeit: describeRuns(samplesMs, row.loops),
  };
  return {
    ...result,
    ...(row.gpuMs.length > 0 && { gpuMs: typicalTimes(row.gpuMs) }),
    ...(notes.length > 0 && { notes }),
  };
}

/** The first run's compiling, and the other times of those after it, or of the first if it is the only one. */
function typicalTimes([first, ...later]: readonly GpuTimes[]): GpuTimes {
  const warm = later.length > 0 ? later : [first];
  const typical = (key: "queue" | "compute" | "readback") => {
    const known = warm.flatMap((times) => times[key] ?? []);
    return known.length > 0 ? median(known) : null;
  };
  return {
    compile: first.compile,
    queue: typical("queue"),
    compute: typical("compute"),
    readback: typical("readback"),
  };
}

function sampleNotes({ samplesMs }: RowMeasurement, runs: number): string[] {
  const notes: string[] = [];
  if (samplesMs.length === 1 && runs > 1) notes.push("one sample only, so no interval");
  else if (samplesMs.length < runs) notes.push(`${samplesMs.length} of ${runs} samples`);
  const outliers = markOutliers(samplesMs).filter((mark) => mark === "severe").length;
  if (samplesMs.length >= ENOUGH_SAMPLES && outliers > NOISY_SHARE * samplesMs.length) {
    notes.push(`noisy: ${outliers} of ${samplesMs.length} samples are far off`);
  }
  return notes;
}
