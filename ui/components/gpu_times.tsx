import { gpuTimes } from "../../compute/report/mod.ts";
import { distinct, okRows } from "../results/rows.ts";
import { formatCount } from "../format.ts";
import type { RunView } from "../state/run_view.ts";

/** Where the time of rows on a GPU went. */
export function GpuTimes({ view }: { readonly view: RunView }) {
  const severalN = distinct(view.rows, "n").length > 1;
  return okRows(view).map((row) => {
    const times = gpuTimes(row);
    if (times === undefined) return null;
    return (
      <p key={`${row.backend} ${row.n}`} class="gpu-times">
        <b>{row.backend}{severalN ? ` at ${formatCount(row.n)}` : ""}</b>: {times}.
      </p>
    );
  });
}
