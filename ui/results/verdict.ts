/** A run in one sentence. */
import type { OkRow } from "../../compute/compare/types.ts";
import { formatCount, formatError, formatSpeedup, formatTime, significant } from "../format.ts";
import { isOver, type RunView } from "../state/run_view.ts";
import { okRows, rowLabel } from "./rows.ts";

export interface Verdict {
  readonly sentence: string;
  /** What is shown smaller below it. */
  readonly detail?: string;
}

/**
 * Says what came out: the fastest row of the largest n against serial, and how far its value is from serial's.
 *
 * @param view A run with at least its baseline measured.
 * @returns The verdict; undefined while there is nothing to judge.
 */
export function verdictOf(view: RunView): Verdict | undefined {
  const rows = okRows(view);
  const n = Math.max(...rows.map((row) => row.n));
  const same = rows.filter((row) => row.n === n);
  const serial = same.find((row) => row.backend === "serial");
  const others = same.filter((row) => row.backend !== "serial");
  if (!serial || others.length === 0) return undefined;
  const fastest = others.reduce((best, row) => row.medianMs < best.medianMs ? row : best);
  const severalJobs = new Set(rows.flatMap((row) => row.jobs ?? [])).size > 1;
  const severalN = new Set(rows.map((row) => row.n)).size > 1;
  const start = `${isOver(view) ? "" : "So far: "}${severalN ? `at n = ${formatCount(n)}, ` : ""}`;
  const sentence = capital(`${start}${comparison(fastest, rowLabel(fastest, severalJobs))}`);
  return { sentence, detail: agreement(fastest) };
}

function comparison(row: OkRow, label: string): string {
  if (row.speedup === null || row.speedupCi95 === null) return `${label} took ${formatTime(row.medianMs)}.`;
  const [low, high] = row.speedupCi95;
  if (low <= 1 && high >= 1) return `no clear difference: ${label} and serial are as fast as each other.`;
  const range = `(${significant(Math.min(low, high))} to ${significant(Math.max(low, high))})`;
  if (row.speedup > 1) return `${label} is ${formatSpeedup(row.speedup)} faster than serial ${range}.`;
  return `serial is fastest: the next, ${label}, reaches ${formatSpeedup(row.speedup)} of its speed ${range}.`;
}

function agreement(row: OkRow): string | undefined {
  const error = row.errorVsSerial;
  if (error === null) return undefined;
  if (typeof error === "string" || typeof row.value === "string") return `Its value is not finite: ${row.value}.`;
  if (error === 0) return "Its value equals serial’s to the last bit.";
  const why = row.precision === "f32" ? "computes in f32" : "adds in another order";
  return `Its value is ${formatError(Math.abs(error)).slice(1)} from serial’s: ${why}.`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

/** What a screen reader is told when a run's phase changes. */
export function phaseMessage(view: RunView | undefined): string {
  if (!view) return "";
  const verdict = isOver(view) ? verdictOf(view) : undefined;
  switch (view.phase) {
    case "sending":
      return "Sending the run to the server.";
    case "queued":
      return view.position === undefined ? "Queued." : `Queued: position ${view.position}.`;
    case "running":
      return "Measuring.";
    case "done":
      return `Done. ${verdict?.sentence ?? ""}`.trimEnd();
    case "stopped":
      return "Stopped. What was measured stays.";
    case "failed":
      return `The run failed: ${view.error?.message ?? "the server gave no reason"}`;
  }
}
