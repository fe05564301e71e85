import { ErrorChart } from "../charts/error_chart.tsx";
import { formatCount } from "../format.ts";
import { distinct, okRows } from "../results/rows.ts";
import type { RunView } from "../state/run_view.ts";

/** The error chart, one for each n. */
export function AccuracyTab({ view }: { readonly view: RunView }) {
  const rows = okRows(view);
  if (rows.length === 0) return <p class="empty">No values yet.</p>;
  const counts = distinct(view.rows, "n").toReversed().filter((n) => rows.some((row) => row.n === n));
  const severalJobs = distinct(view.rows, "jobs").length > 1;
  return (
    <>
      {counts.map((n) => (
        <ErrorChart
          key={n}
          rows={rows.filter((row) => row.n === n)}
          severalJobs={severalJobs}
          of={counts.length > 1 ? `n = ${formatCount(n)}` : undefined}
        />
      ))}
    </>
  );
}
