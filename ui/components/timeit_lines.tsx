import { spreadWarning } from "../../compute/timeit/mod.ts";
import { formatCount } from "../format.ts";
import { distinct, okRows, rowLabel } from "../results/rows.ts";
import type { RunView } from "../state/run_view.ts";

/** The measured rows in the words of `%timeit`, for whoever compares with a notebook. */
export function TimeitLines({ view }: { readonly view: RunView }) {
  const rows = okRows(view);
  if (rows.length === 0) return null;
  const severalN = distinct(view.rows, "n").length > 1;
  const severalJobs = distinct(view.rows, "jobs").length > 1;
  return (
    <details class="timeit-lines">
      <summary>As %timeit tells it</summary>
      <dl>
        {rows.map((row, k) => (
          <div key={k}>
            <dt>
              {rowLabel(row, severalJobs)}
              {severalN && `, n = ${formatCount(row.n)}`}
            </dt>
            <dd>
              {row.timeit}
              {spreadWarning(row.samplesMs) && <small>{spreadWarning(row.samplesMs)}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
