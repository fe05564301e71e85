/** What the table and the charts read of a run's rows. */
import type { OkRow } from "../../compute/compare/types.ts";
import { median } from "../../compute/timeit/mod.ts";
import { formatCount } from "../format.ts";
import type { RowView, RunView } from "../state/run_view.ts";

/** Machine epsilon of each format: the distance from 1 to the next number. */
export const EPSILON = { f64: 2 ** -52, f32: 2 ** -23 } as const;

/** The rows that have a value, in order. */
export function okRows(view: RunView): OkRow[] {
  return view.rows.flatMap((row) => row.result?.status === "ok" ? [row.result] : []);
}

/** The values of a key that occur, in rising order. */
export function distinct(rows: readonly RowView[], key: "n" | "jobs"): number[] {
  const values = rows.flatMap((row) => row.key[key] ?? []);
  return [...new Set(values)].sort((left, right) => left - right);
}

/** A row's name where others differ from it: "threads", "threads, 4 jobs". */
export function rowLabel(key: RowView["key"], severalJobs: boolean): string {
  if (!severalJobs || key.jobs === undefined) return key.backend;
  return `${key.backend}, ${formatCount(key.jobs)} ${key.jobs === 1 ? "job" : "jobs"}`;
}

/** The rows' notes, each once, with the names of those that it speaks of. */
export function notesOf(rows: readonly OkRow[], severalJobs: boolean): { note: string; of: string }[] {
  const speaksOf = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const note of row.notes ?? []) {
      const labels = speaksOf.get(note) ?? new Set();
      speaksOf.set(note, labels.add(rowLabel(row, severalJobs)));
    }
  }
  const all = new Set(rows.map((row) => rowLabel(row, severalJobs))).size;
  return [...speaksOf].map(([note, labels]) => ({
    note,
    of: labels.size > 1 && labels.size === all ? "all" : [...labels].join(", "),
  }));
}

/** A row's time as far as it is known: its median with the interval, or the median of the samples so far. */
export function timeOf(row: RowView): { ms: number; interval?: readonly [number, number]; final: boolean } | undefined {
  if (row.result) {
    if (row.result.status !== "ok") return undefined;
    return { ms: row.result.medianMs, interval: row.result.ci95Ms, final: true };
  }
  return row.samples.length > 0 ? { ms: median(row.samples), final: false } : undefined;
}
