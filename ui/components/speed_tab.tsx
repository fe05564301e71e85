import { TimeChart } from "../charts/time_chart.tsx";
import { formatCount } from "../format.ts";
import { distinct } from "../results/rows.ts";
import type { RunView } from "../state/run_view.ts";

/** The time chart, one for each n. */
export function SpeedTab({ view: { rows } }: { readonly view: RunView }) {
  const counts = distinct(rows, "n").toReversed();
  const severalJobs = distinct(rows, "jobs").length > 1;
  const measured = rows.some((row) => row.result?.status === "ok" || row.samples.length > 0);
  if (!measured) return <p class="empty">No times yet.</p>;
  return (
    <>
      {counts.map((n) => (
        <TimeChart
          key={n}
          rows={rows.filter((row) => row.key.n === n)}
          severalJobs={severalJobs}
          of={counts.length > 1 ? `n = ${formatCount(n)}` : undefined}
        />
      ))}
    </>
  );
}
