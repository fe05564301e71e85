import type { ComparisonReport, Environment, OkRow, ResultRow } from "../compare/mod.ts";
import { bootstrapRatio, formatSignificant, type Interval } from "../timeit/mod.ts";
import { UsageError } from "./command_line.ts";
import { count } from "../report/mod.ts";

/** A row against the same row of an earlier report. */
export interface Change {
  readonly row: OkRow;
  /** Median time now over median time then: above 1 is slower. */
  readonly ratio: number;
  readonly interval: Interval;
}

/** What tells that two reports are of the same machine. */
const SAME_MACHINE: readonly (keyof Environment)[] = ["cpu", "cores", "os", "deno", "gpu"];

const keyOf = (row: ResultRow) => `${row.backend} ${row.n} ${row.jobs ?? ""}`;

/**
 * Reads a report that `--json` or `--save` wrote.
 *
 * @throws {UsageError} If there is none in the file.
 */
export function readReport(file: string): ComparisonReport {
  try {
    const report = JSON.parse(Deno.readTextFileSync(file));
    if (report?.version !== 1 || !Array.isArray(report.results)) throw new Error("it holds no report of the bench");
    return report;
  } catch (error) {
    throw new UsageError(`--baseline ${file}: ${(error as Error).message}`);
  }
}

/** Compares the rows that both reports have. */
export function changesSince(before: ComparisonReport, now: ComparisonReport): Change[] {
  const earlier = new Map(before.results.map((row) => [keyOf(row), row]));
  return now.results.flatMap((row) => {
    const then = earlier.get(keyOf(row));
    if (row.status !== "ok" || then?.status !== "ok") return [];
    return [{ row, ratio: row.medianMs / then.medianMs, interval: bootstrapRatio(row.samplesMs, then.samplesMs) }];
  });
}

/** Which changes are for the worse: by more than the threshold, and by an interval that leaves no doubt. */
export function regressions(changes: readonly Change[], threshold: number): Change[] {
  return changes.filter(({ ratio, interval }) => ratio > 1 + threshold && interval[0] > 1);
}

/** Reads a threshold such as `10%` or `0.1`. */
export function readThreshold(text: string): number {
  const [, digits, percent] = text.trim().match(/^(\d+(?:\.\d+)?)\s*(%?)$/) ?? [];
  if (digits === undefined) throw new UsageError(`--fail-on-regression takes a share such as 10%, not "${text}"`);
  return Number(digits) / (percent ? 100 : 1);
}

/** Tells of the changes, a line for each row, after a warning if they can't be compared fairly. */
export function describeChanges(changes: readonly Change[], before: Environment, now: Environment): string[] {
  // A GPU is known where a row asked for it.
  const other = SAME_MACHINE.filter((key) =>
    before[key] !== now[key] && (key !== "gpu" || (before.gpu !== null && now.gpu !== null))
  );
  const warning = other.length > 0 ? [`Careful: the baseline is of another machine (${other.join(", ")}).`] : [];
  return [...warning, ...changes.map(describe)];
}

function describe({ row, ratio, interval: [low, high] }: Change): string {
  const name = `${row.backend}${row.jobs === undefined ? "" : ` with ${row.jobs}`} at n = ${count(row.n)}`;
  if (low <= 1 && high >= 1) return `${name}: no clear difference from the baseline`;
  const range = (ends: number[]) => ends.map((end) => formatSignificant(end)).join(" to ");
  return ratio > 1
    ? `${name}: ${formatSignificant(ratio)}x slower than the baseline (${range([low, high])})`
    : `${name}: ${formatSignificant(1 / ratio)}x faster than the baseline (${range([1 / high, 1 / low])})`;
}
