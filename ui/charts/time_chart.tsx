import { formatInterval, formatTime, formatTimeTick } from "../format.ts";
import { rowLabel, timeOf } from "../results/rows.ts";
import { rowId, type RowView } from "../state/run_view.ts";
import { BottomAxis } from "./axis.tsx";
import { BackendMark } from "./backend_mark.tsx";
import { ChartFrame } from "./chart_frame.tsx";
import { logTicks, scaleLog, widened } from "./scales.ts";
import { markOf } from "./shapes.ts";

const ROW_HEIGHT = 32;
const TOP = 8;
const AXIS_HEIGHT = 26;
/** Narrower than this, the times are left to the axis and the table. */
const ROOMY = 480;

interface TimeChartProps {
  readonly rows: readonly RowView[];
  readonly severalJobs: boolean;
  /** Said in the caption, where there are several charts. */
  readonly of?: string;
}

/** Time per row on a logarithmic axis: every sample faint, the median strong, its interval as a line. */
export function TimeChart({ rows, severalJobs, of }: TimeChartProps) {
  const timed = rows.flatMap((row) => {
    const time = timeOf(row);
    return time ? [{ row, time, samples: row.result?.status === "ok" ? row.result.samplesMs : row.samples }] : [];
  });
  if (timed.length === 0) return null;
  const height = TOP + timed.length * ROW_HEIGHT + AXIS_HEIGHT;
  const bottom = height - AXIS_HEIGHT;
  const longest = Math.max(...timed.map(({ row }) => rowLabel(row.key, severalJobs).length));
  const domain = widened(timed.flatMap(({ time, samples }) => [time.ms, ...samples]), 1.35);
  const baseline = timed.find(({ row }) => row.key.backend === "serial");

  const draw = (width: number) => {
    const left = Math.min(longest * 7.4 + 30, width * 0.45);
    const right = width - (width >= ROOMY ? 84 : 14);
    const x = scaleLog().domain(domain).range([left, right]);
    return (
      <>
        <BottomAxis
          ticks={logTicks(domain, Math.max(2, Math.floor((right - left) / 64)))}
          position={x}
          label={formatTimeTick}
          top={TOP}
          bottom={bottom}
          width={width}
        />
        {baseline && <line class="reference" x1={x(baseline.time.ms)} x2={x(baseline.time.ms)} y1={TOP} y2={bottom} />}
        {timed.map(({ row, time, samples }, k) => {
          const y = TOP + (k + 0.5) * ROW_HEIGHT;
          const colour = markOf(row.key.backend).colour;
          return (
            <g key={rowId(row.key)} class={time.final ? undefined : "provisional"}>
              <text x={left - 14} y={y} dy="0.32em" text-anchor="end">{rowLabel(row.key, severalJobs)}</text>
              {samples.map((ms, s) => <circle key={s} class="sample" cx={x(ms)} cy={y} r={2.5} fill={colour} />)}
              {time.interval && (
                <path
                  class="interval"
                  stroke={colour}
                  d={`M${x(time.interval[0])},${y}H${x(time.interval[1])}M${x(time.interval[0])},${y - 5}v10M${
                    x(time.interval[1])
                  },${y - 5}v10`}
                />
              )}
              <BackendMark backend={row.key.backend} x={x(time.ms)} y={y} hollow={!time.final} />
              {width >= ROOMY && (
                <text class="figure" x={width - 4} y={y} dy="0.32em" text-anchor="end">{formatTime(time.ms)}</text>
              )}
            </g>
          );
        })}
      </>
    );
  };

  const table = (
    <table>
      <thead>
        <tr>
          <th scope="col">Backend</th>
          <th scope="col">Median</th>
          <th scope="col">95 % interval</th>
          <th scope="col">Samples</th>
        </tr>
      </thead>
      <tbody>
        {timed.map(({ row, time, samples }) => (
          <tr key={rowId(row.key)}>
            <th scope="row">{rowLabel(row.key, severalJobs)}</th>
            <td class="number">{formatTime(time.ms)}</td>
            <td class="number">{time.interval ? formatInterval(time.interval, time.ms) : "not yet"}</td>
            <td class="number">{samples.length}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  return (
    <ChartFrame
      caption={`Time per run${of ? `, ${of}` : ""}: lower is better, the axis is logarithmic`}
      height={height}
      draw={draw}
      table={table}
    />
  );
}
