import { JobsChart, SizeChart } from "../charts/scaling_charts.tsx";
import { formatCount } from "../format.ts";
import { okRows } from "../results/rows.ts";
import { shownRun, stale } from "../state/run.ts";

/** How time follows jobs and n. */
export function ScalingTab() {
  const shown = shownRun.value;
  const rows = shown ? okRows(shown.view) : [];
  if (rows.length < 2) return <p class="empty">No times yet.</p>;
  const counts = [...new Set(rows.map((row) => row.n))].sort((left, right) => right - left);
  return (
    <div class={stale.value ? "stale" : undefined}>
      <SizeChart rows={rows} />
      {counts.map((n) => (
        <JobsChart
          key={n}
          rows={rows}
          n={n}
          cores={shown?.view.environment?.cores}
          of={counts.length > 1 ? `n = ${formatCount(n)}` : undefined}
        />
      ))}
    </div>
  );
}
