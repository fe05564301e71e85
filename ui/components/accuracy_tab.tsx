import { ErrorChart } from "../charts/error_chart.tsx";
import { formatCount } from "../format.ts";
import { distinct, okRows } from "../results/rows.ts";
import { shownRun, stale } from "../state/run.ts";

/** The error chart, one for each n. */
export function AccuracyTab() {
  const shown = shownRun.value;
  if (!shown) return <p class="empty">How far each backend’s value is from serial’s will be drawn here.</p>;
  const rows = okRows(shown.view);
  if (rows.length === 0) return <p class="empty">No values yet.</p>;
  const counts = distinct(shown.view.rows, "n").toReversed().filter((n) => rows.some((row) => row.n === n));
  const severalJobs = distinct(shown.view.rows, "jobs").length > 1;
  return (
    <div class={stale.value ? "stale" : undefined}>
      {counts.map((n) => (
        <ErrorChart
          key={n}
          rows={rows.filter((row) => row.n === n)}
          severalJobs={severalJobs}
          of={counts.length > 1 ? `n = ${formatCount(n)}` : undefined}
        />
      ))}
    </div>
  );
}
