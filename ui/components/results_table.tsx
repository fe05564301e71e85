import type { OkRow } from "../../compute/compare/types.ts";
import { BackendIcon } from "../charts/backend_mark.tsx";
import {
  formatCount,
  formatError,
  formatInterval,
  formatRange,
  formatSpeedup,
  formatTime,
  formatValue,
} from "../format.ts";
import { Notes } from "./notes.tsx";
import { TimeitLines } from "./timeit_lines.tsx";
import { median } from "../../compute/timeit/mod.ts";
import { distinct, timeOf } from "../results/rows.ts";
import { clearWinner } from "../results/verdict.ts";
import { stale } from "../state/run.ts";
import { isOver, rowId, type RowView, type RunView } from "../state/run_view.ts";

/** Columns after those that tell rows apart. */
const MEASURED_COLUMNS = 5;

/** A row for each measurement, filled in as it goes; rows keep their places. */
export function ResultsTable({ view, place }: { readonly view: RunView; readonly place: string }) {
  const severalN = distinct(view.rows, "n").length > 1;
  const severalJobs = distinct(view.rows, "jobs").length > 1;
  const winner = isOver(view) ? clearWinner(view) : undefined;
  const won = (row: RowView) => winner !== undefined && row.result === winner;
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={`Results: ${place}`}>
        <table class={stale.value ? "results-table stale" : "results-table"}>
          <thead>
            <tr>
              <th scope="col">Backend</th>
              {severalN && <th scope="col" class="number">n</th>}
              {severalJobs && <th scope="col" class="number">Jobs</th>}
              <th scope="col" class="number">Time, median</th>
              <th scope="col" class="number">Speedup</th>
              <th scope="col">Value</th>
              <th scope="col" class="number">Minus serial</th>
              <th scope="col" class="number" title="From source text to first value, pools started">Cold</th>
            </tr>
          </thead>
          <tbody>
            {view.rows.map((row) => (
              <tr key={rowId(row.key)} class={won(row) ? "fastest" : undefined}>
                <th scope="row">
                  <BackendIcon backend={row.key.backend} />
                  {row.key.backend}
                  {won(row) && <span class="badge">fastest</span>}
                </th>
                {severalN && <td class="number" data-label="n">{formatCount(row.key.n)}</td>}
                {severalJobs && (
                  <td class="number" data-label="jobs">
                    {row.key.jobs === undefined ? "" : formatCount(row.key.jobs)}
                  </td>
                )}
                {row.result?.status === "ok"
                  ? <Measured row={row.result} />
                  : <Unmeasured row={row} over={isOver(view)} />}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Notes view={view} />
      <TimeitLines view={view} />
    </>
  );
}

function Measured({ row }: { readonly row: OkRow }) {
  const baseline = row.backend === "serial";
  return (
    <>
      <td class="number time" data-label="time">
        <strong>{formatTime(row.medianMs)}</strong>{" "}
        <span class="interval">{formatInterval(row.ci95Ms, row.medianMs)}</span>
      </td>
      <td class="number" data-label="speedup">
        {baseline ? <span class="muted">baseline</span> : (
          <>
            <strong>{formatSpeedup(row.speedup)}</strong>
            {row.speedup !== null && row.speedupCi95 && <span class="interval">{formatRange(row.speedupCi95)}</span>}
          </>
        )}
      </td>
      <td class="value" data-label="value">
        {formatValue(row.value)}
      </td>
      <td class="number" data-label="minus serial">
        {baseline ? <span class="muted">baseline</span> : formatError(row.errorVsSerial)}
        {!baseline && row.precision !== "f64" && <span class="interval">in {row.precision}</span>}
      </td>
      <td class="number" data-label="cold">{formatTime(row.coldMs)}</td>
    </>
  );
}

const STATUS_WORDS = { skipped: "Skipped", failed: "Failed", cancelled: "Stopped", timeout: "Timed out" } as const;

function Unmeasured({ row, over }: { readonly row: RowView; readonly over: boolean }) {
  if (row.result && row.result.status !== "ok") {
    const { status, reason } = row.result;
    return (
      <td colSpan={MEASURED_COLUMNS} class={`other other-${status}`}>
        <b>{STATUS_WORDS[status]}:</b> {reason}
      </td>
    );
  }
  const time = timeOf(row);
  const measured = time && <span class="provisional-time">{formatTime(median(row.samples))} so far</span>;
  if (over) return <td colSpan={MEASURED_COLUMNS} class="other">{measured ?? "Not measured"}</td>;
  const { progress } = row;
  if (!progress) return <td colSpan={MEASURED_COLUMNS} class="other">Waiting</td>;
  const { phase, fraction, sample, samples } = progress;
  const share = phase === "measuring" ? Math.min(1, (sample + fraction) / Math.max(samples, 1)) : fraction;
  const text = phase === "measuring" ? `sample ${Math.min(sample + 1, samples)} of ${samples}` : phase;
  return (
    <td colSpan={MEASURED_COLUMNS} class="other">
      <div class="row-progress">
        <progress max={1} value={share} aria-label={`${row.key.backend}: ${text}`} />
        <span>{text}</span>
        {measured}
      </div>
    </td>
  );
}
