import type { ComponentChildren } from "preact";
import { BottomAxis, LeftAxis } from "./axis.tsx";
import { BackendMark } from "./backend_mark.tsx";
import { ChartFrame } from "./chart_frame.tsx";
import { logTicks, scaleLog, widened } from "./scales.ts";
import { line, markOf } from "./shapes.ts";

const HEIGHT = 300;
const TOP = 12;
const BOTTOM = HEIGHT - 44;
/** Room for the lines' names at their right ends. */
const NAME_WIDTH = 104;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Series {
  readonly backend: string;
  /** In order of x; all positive. */
  readonly points: readonly Point[];
}

interface LineChartProps {
  readonly caption: string;
  readonly xTitle: string;
  readonly series: readonly Series[];
  readonly xTicks: readonly number[];
  readonly xLabel: (x: number) => string;
  readonly yLabel: (y: number) => string;
  /** A dotted line to compare with. */
  readonly reference?: { readonly name: string; readonly points: readonly Point[] };
  /** Vertical lines with a name. */
  readonly marks?: readonly { readonly x: number; readonly name: string }[];
  /** Points to circle. */
  readonly rings?: readonly Point[];
  /** y values that have to be within the chart. */
  readonly yInclude?: readonly number[];
  readonly table: ComponentChildren;
}

/** Lines of backends on two logarithmic axes, each named at its end. */
export function LineChart(props: LineChartProps) {
  const { series, reference, marks = [], rings = [], yInclude = [] } = props;
  const points = [...series.flatMap((one) => one.points), ...reference?.points ?? []];
  const xs = widened([...points.map((point) => point.x), ...marks.map((mark) => mark.x)], 1.08);
  const ys = widened([...points.map((point) => point.y), ...yInclude], 1.4);

  const draw = (width: number) => {
    const left = 62;
    const right = width - NAME_WIDTH;
    const x = scaleLog().domain(xs).range([left, right]);
    const y = scaleLog().domain(ys).range([BOTTOM, TOP]);
    const path = line<Point>().x((point) => x(point.x)).y((point) => y(point.y));
    const names = spread(series.map((one) => y(one.points.at(-1)!.y)), 14);
    return (
      <>
        <LeftAxis ticks={logTicks(ys, 6)} position={y} label={props.yLabel} left={left} right={right} />
        <BottomAxis ticks={props.xTicks} position={x} label={props.xLabel} top={TOP} bottom={BOTTOM} width={width} />
        <text class="axis-title" x={(left + right) / 2} y={HEIGHT - 6} text-anchor="middle">{props.xTitle}</text>
        {marks.map((mark) => (
          <g key={mark.name} class="epsilon">
            <line x1={x(mark.x)} x2={x(mark.x)} y1={TOP} y2={BOTTOM} />
            <text x={x(mark.x) - 4} y={TOP + 10} text-anchor="end">{mark.name}</text>
          </g>
        ))}
        {reference && (
          <g class="ideal">
            <path d={path(reference.points as Point[]) ?? ""} />
            <text x={x(reference.points.at(-1)!.x) - 6} y={y(reference.points.at(-1)!.y) - 6} text-anchor="end">
              {reference.name}
            </text>
          </g>
        )}
        {series.map((one, s) => (
          <g key={one.backend}>
            <path class="series" d={path(one.points as Point[]) ?? ""} stroke={markOf(one.backend).colour} />
            {one.points.map((point) => (
              <BackendMark key={point.x} backend={one.backend} x={x(point.x)} y={y(point.y)} size={10} />
            ))}
            <text x={right + 12} y={names[s]} dy="0.32em">{one.backend}</text>
          </g>
        ))}
        {rings.map((point) => <circle key={point.x} class="ring" cx={x(point.x)} cy={y(point.y)} r={9} />)}
      </>
    );
  };
  return <ChartFrame caption={props.caption} height={HEIGHT} draw={draw} table={props.table} />;
}

/** Moves positions apart, so that names at line ends don't overlap; their order stays. */
function spread(positions: readonly number[], distance: number): number[] {
  const order = positions.map((_, k) => k).sort((left, right) => positions[left] - positions[right]);
  const moved = [...positions];
  for (let k = 1; k < order.length; k++) {
    moved[order[k]] = Math.max(moved[order[k]], moved[order[k - 1]] + distance);
  }
  // What was pushed below the axis moves up again, the last first.
  let limit = BOTTOM;
  for (const k of order.toReversed()) {
    moved[k] = Math.min(moved[k], limit);
    limit = moved[k] - distance;
  }
  return moved;
}
