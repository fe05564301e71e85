/** A run in one sentence. */
import type { OkRow } from "../../compute/compare/types.ts";
import { formatCount, formatError, formatSpeedup, formatTime, significant } from "../format.ts";
import { isOver, type RunView } from "../state/run_view.ts";
import { distinct, okRows, rowLabel } from "./rows.ts";

export interface Verdict {
  readonly sentence: string;
  /** What is shown smaller below it. */
  readonly detail?: string;
}

/** The rows of the largest n that have a value: serial's, and the fastest of the others. */
function finalists(view: RunView): { serial?: OkRow; fastest?: OkRow } {
  const rows = okRows(view);
  const n = Math.max(...rows.map((row) => row.n));
  const same = rows.filter((row) => row.n === n);
  const others = same.filter((row) => row.backend !== "serial");
  return {
    serial: same.find((row) => row.backend === "serial"),
    fastest: others.length === 0 ? undefined : others.reduce((best, row) => row.medianMs < best.medianMs ? row : best),
  };
}

/** The fastest row of the largest n; undefined where it and serial can't be told apart. */
export function clearWinner(view: RunView): OkRow | undefined {
  const { serial, fastest } = finalists(view);
  if (!serial || !fastest?.speedupCi95) return undefined;
  const [low, high] = fastest.speedupCi95;
  if (low > 1) return fastest;
  return high < 1 ? serial : undefined;
}

/**
 * Says what came out: the fastest row of the largest n against serial, and how far its value is from serial's.
 *
 * @param view A run.
 * @returns The verdict; undefined while there is none but serial's row.
 */
export function verdictOf(view: RunView): Verdict | undefined {
  const { fastest } = finalists(view);
  if (!fastest) return undefined;
  const where = distinct(view.rows, "n").length > 1 ? `At n = ${formatCount(fastest.n)}: ` : "";
  const start = isOver(view) ? where : `So far: ${where}`;
  const label = rowLabel(fastest, distinct(view.rows, "jobs").length > 1);
  return { sentence: `${start}${comparison(fastest, label)}`, detail: agreement(fastest) };
}

function comparison(row: OkRow, label: string): string {
  if (row.speedup === null || row.speedupCi95 === null) {
    return `${label} is fastest with ${formatTime(row.medianMs)}; serial gave no time to compare it with.`;
  }
  const [low, high] = row.speedupCi95;
  if (low <= 1 && high >= 1) return `No clear difference: ${label} and serial are as fast as each other.`;
  const range = `(${significant(Math.min(low, high))} to ${significant(Math.max(low, high))})`;
  if (row.speedup > 1) return `${label} is ${formatSpeedup(row.speedup)} faster than serial ${range}.`;
  return `serial is fastest: the next, ${label}, reaches ${formatSpeedup(row.speedup)} of its speed ${range}.`;
}

function agreement(row: OkRow): string | undefined {
  const error = row.errorVsSerial;
  if (error === null) return undefined;
  if (typeof error === "string" || typeof row.value === "string") return `Its value is not finite: ${row.value}.`;
  if (error === 0) return "Its value equals serial’s to the last bit.";
  const why = row.precision === "f64" ? "it rounds in other places" : `it computes in ${row.precision}`;
  return `Its value is ${formatError(Math.abs(error)).slice(1)} from serial’s: ${why}.`;
}

/** What stands in the verdict's place while there is none. */
export function headline(view: RunView): string {
  const [only] = okRows(view);
  if (view.phase === "done") {
    return only ? `${only.backend} took ${formatTime(only.medianMs)}.` : "No row gave a time: each says why.";
  }
  if (view.phase !== "running") return phaseMessage(view);
  const measuring = view.rows.flatMap((row) => row.progress?.phase === "measuring" ? [row.progress] : []);
  if (measuring.length > 0) {
    const share = measuring.reduce((sum, { sample, samples }) => sum + sample / samples, 0) / measuring.length;
    return `Measuring: ${Math.round(Math.min(share, 1) * 100)} %`;
  }
  const begun = view.rows.filter((row) => row.progress || row.result).length;
  return `Compiling and warming up: ${begun} of ${view.rows.length}`;
}

/** What a screen reader is told when a run's phase changes. */
export function phaseMessage(view: RunView | undefined): string {
  if (!view) return "";
  const verdict = isOver(view) ? verdictOf(view) : undefined;
  switch (view.phase) {
    case "sending":
      return "Sending the run to the server.";
    case "waiting":
      return "Waiting until the server has ended, so that neither disturbs the other.";
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
