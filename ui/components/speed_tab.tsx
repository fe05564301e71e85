import { TimeChart } from "../charts/time_chart.tsx";
import { formatCount } from "../format.ts";
import { distinct } from "../results/rows.ts";
import { shownRun, stale } from "../state/run.ts";

/** The time chart, one for each n. */
export function SpeedTab() {
  const shown = shownRun.value;
  if (!shown) return <p class="empty">The times of each backend will be drawn here.</p>;
  const { rows } = shown.view;
  const counts = distinct(rows, "n").toReversed();
  const severalJobs = distinct(rows, "jobs").length > 1;
  const measured = rows.some((row) => row.result?.status === "ok" || row.samples.length > 0);
  if (!measured) return <p class="empty">No times yet.</p>;
  return (
    <div class={stale.value ? "stale" : undefined}>
      {counts.map((n) => (
        <TimeChart
          key={n}
          rows={rows.filter((row) => row.key.n === n)}
          severalJobs={severalJobs}
          of={counts.length > 1 ? `n = ${formatCount(n)}` : undefined}
        />
      ))}
    </div>
  );
}
