import type { OkRow } from "../../compute/compare/types.ts";
import { formatCount, formatSpeedup, formatTime, formatTimeTick, significant } from "../format.ts";
import { crossovers, speedupByJobs, timeByN } from "../results/scaling.ts";
import { LineChart, type Series } from "./line_chart.tsx";

/** A table of series: a row for each x, a column for each backend. */
function SeriesTable({ series, xName, xLabel, yLabel }: {
  readonly series: readonly Series[];
  readonly xName: string;
  readonly xLabel: (x: number) => string;
  readonly yLabel: (y: number) => string;
}) {
  const xs = [...new Set(series.flatMap((one) => one.points.map((point) => point.x)))].sort((a, b) => a - b);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{xName}</th>
          {series.map((one) => <th key={one.backend} scope="col">{one.backend}</th>)}
        </tr>
      </thead>
      <tbody>
        {xs.map((x) => (
          <tr key={x}>
            <th scope="row">{xLabel(x)}</th>
            {series.map((one) => {
              const point = one.points.find((candidate) => candidate.x === x);
              return <td key={one.backend} class="number">{point ? yLabel(point.y) : "none"}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shortSpeedup = (speedup: number) => `${Number(significant(speedup))}×`;

/** Speedup against jobs at one n, with the ideal and the machine's cores. */
export function JobsChart({ rows, n, cores, of }: {
  readonly rows: readonly OkRow[];
  readonly n: number;
  readonly cores?: number;
  readonly of?: string;
}) {
  const series = speedupByJobs(rows, n);
  if (series.length === 0) return null;
  const jobs = [...new Set(series.flatMap((one) => one.points.map((point) => point.x)))].sort((a, b) => a - b);
  const [least, most] = [jobs[0], jobs[jobs.length - 1]];
  const inRange = cores !== undefined && cores >= least && cores <= most;
  return (
    <LineChart
      caption={`Speedup against jobs${of ? `, ${of}` : ""}: each backend over itself, both axes logarithmic`}
      xTitle="jobs"
      series={series}
      xTicks={jobs}
      xLabel={String}
      yLabel={shortSpeedup}
      reference={{ name: "ideal", points: [{ x: least, y: least }, { x: most, y: most }] }}
      marks={inRange ? [{ x: cores, name: `${cores} ${cores === 1 ? "core" : "cores"}` }] : []}
      table={<SeriesTable series={series} xName="Jobs" xLabel={String} yLabel={formatSpeedup} />}
    />
  );
}

/** Time against n, with the n from which on a backend beats serial. */
export function SizeChart({ rows }: { readonly rows: readonly OkRow[] }) {
  const series = timeByN(rows);
  if (series.length === 0) return null;
  const crossed = crossovers(series);
  const counts = [...new Set(series.flatMap((one) => one.points.map((point) => point.x)))];
  return (
    <>
      <LineChart
        caption="Time against n: lower is better, both axes logarithmic"
        xTitle="n"
        series={series}
        xTicks={counts}
        xLabel={formatCount}
        yLabel={formatTimeTick}
        rings={crossed}
        table={<SeriesTable series={series} xName="n" xLabel={formatCount} yLabel={formatTime} />}
      />
      {crossed.length > 0 && (
        <p class="chart-note">
          {crossed.map(({ backend, x }) =>
            `${backend} overtakes serial near n = ${formatCount(Number(x.toPrecision(1)))}`
          )
            .join("; ")}.
        </p>
      )}
    </>
  );
}
