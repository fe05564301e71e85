import { JobsChart, SizeChart } from "../charts/scaling_charts.tsx";
import { formatCount } from "../format.ts";
import { okRows } from "../results/rows.ts";
import type { RunView } from "../state/run_view.ts";

/** How time follows jobs and n. */
export function ScalingTab({ view }: { readonly view: RunView }) {
  const rows = okRows(view);
  if (rows.length < 2) return <p class="empty">No times yet.</p>;
  const counts = [...new Set(rows.map((row) => row.n))].sort((left, right) => right - left);
  return (
    <>
      <SizeChart rows={rows} />
      {counts.map((n) => (
        <JobsChart
          key={n}
          rows={rows}
          n={n}
          cores={view.environment?.cores}
          of={counts.length > 1 ? `n = ${formatCount(n)}` : undefined}
        />
      ))}
    </>
  );
}
