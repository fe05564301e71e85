import type { OkRow } from "../../compute/compare/types.ts";
import { formatError, formatTick, formatValue } from "../format.ts";
import { EPSILON, rowLabel } from "../results/rows.ts";
import { rowId } from "../state/run_view.ts";
import { BottomAxis } from "./axis.tsx";
import { BackendMark } from "./backend_mark.tsx";
import { ChartFrame } from "./chart_frame.tsx";
import { logTicks, scaleLog, widened } from "./scales.ts";

const ROW_HEIGHT = 32;
const TOP = 26;
const AXIS_HEIGHT = 26;
/** The place for errors of exactly zero, which a logarithmic axis has not. */
const ZERO_WIDTH = 76;

interface ErrorChartProps {
  /** Rows of one n, the baseline among them. */
  readonly rows: readonly OkRow[];
  readonly severalJobs: boolean;
  readonly of?: string;
}

/** Each row's distance from the serial value, beside what the rounding of f32 and f64 would explain. */
export function ErrorChart({ rows, severalJobs, of }: ErrorChartProps) {
  const compared = rows.filter((row) => row.backend !== "serial" && row.errorVsSerial !== null);
  if (compared.length === 0) {
    return <p class="empty">There is nothing to compare: serial, or all but serial, gave no value.</p>;
  }
  const scale = Math.max(...rows.map((row) => Math.abs(Number(row.value))).filter(Number.isFinite), 0) || 1;
  const errors = compared.map((row) => Math.abs(Number(row.errorVsSerial)));
  const positive = errors.filter((error) => error > 0 && Number.isFinite(error));
  const lines = [
    { label: "f64 epsilon", at: EPSILON.f64 * scale },
    { label: "f32 epsilon", at: EPSILON.f32 * scale },
  ];
  const domain = widened([...positive, ...lines.map((line) => line.at)], 8);
  const height = TOP + compared.length * ROW_HEIGHT + AXIS_HEIGHT;
  const bottom = height - AXIS_HEIGHT;
  const longest = Math.max(...compared.map((row) => rowLabel(row, severalJobs).length));

  const draw = (width: number) => {
    const left = Math.min(longest * 7.4 + 30, width * 0.4);
    const start = left + ZERO_WIDTH;
    const x = scaleLog().domain(domain).range([start + 8, width - 20]);
    return (
      <>
        <rect class="zero-zone" x={left} y={TOP} width={ZERO_WIDTH - 8} height={bottom - TOP} rx={4} />
        <g class="axis">
          <text x={left + (ZERO_WIDTH - 8) / 2} y={bottom + 16} text-anchor="middle">exactly 0</text>
        </g>
        <BottomAxis
          ticks={logTicks(domain, Math.max(2, Math.floor((width - start) / 64))).filter((tick) => x(tick) > start + 18)}
          position={x}
          label={formatTick}
          top={TOP}
          bottom={bottom}
          width={width}
        />
        {lines.map(({ label, at }) => (
          <g key={label} class="epsilon">
            <line x1={x(at)} x2={x(at)} y1={TOP - 6} y2={bottom} />
            <text x={x(at)} y={TOP - 12} text-anchor="middle">{label}</text>
          </g>
        ))}
        {compared.map((row, k) => {
          const y = TOP + (k + 0.5) * ROW_HEIGHT;
          const error = errors[k];
          const at = error === 0 ? left + (ZERO_WIDTH - 8) / 2 : x(error);
          return (
            <g key={rowId(row)}>
              <text x={left - 14} y={y} dy="0.32em" text-anchor="end">{rowLabel(row, severalJobs)}</text>
              {Number.isFinite(error)
                ? <BackendMark backend={row.backend} x={at} y={y} />
                : <text class="figure" x={start + 8} y={y} dy="0.32em">not a finite value</text>}
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
          <th scope="col">Value</th>
          <th scope="col">Minus serial</th>
          <th scope="col">Precision</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowId(row)}>
            <th scope="row">{rowLabel(row, severalJobs)}</th>
            <td class="number">{formatValue(row.value)}</td>
            <td class="number">{row.backend === "serial" ? "baseline" : formatError(row.errorVsSerial)}</td>
            <td>{row.precision}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  return (
    <ChartFrame
      caption={`Distance from the serial value${of ? `, ${of}` : ""}: further left is closer, the axis is logarithmic`}
      height={height}
      draw={draw}
      table={table}
    />
  );
}
