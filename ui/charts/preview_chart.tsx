import { formatTick } from "../format.ts";
import type { Sample } from "../preview/samples.ts";
import { BottomAxis, LeftAxis } from "./axis.tsx";
import { ChartFrame } from "./chart_frame.tsx";
import { type LinearScale, type LogScale, scaleLinear, scaleLog } from "./scales.ts";
import { area, line } from "./shapes.ts";

const HEIGHT = 148;
const TOP = 8;
const BOTTOM = HEIGHT - 22;

interface PreviewChartProps {
  readonly caption: string;
  readonly samples: readonly Sample[];
  /** x on a logarithmic axis with points shown, for values against n; else a filled curve. */
  readonly logarithmic?: boolean;
  /** A value to draw a line at. */
  readonly target?: number;
}

/** A small chart of a function, or of a value against n; breaks where it is not finite. */
export function PreviewChart({ caption, samples, logarithmic = false, target }: PreviewChartProps) {
  const finite = samples.filter((sample) => Number.isFinite(sample.y));
  if (finite.length === 0) return <p class="empty">Nothing to draw: no value in this range is finite.</p>;
  const [low, high] = verticalRange(finite.map((sample) => sample.y), logarithmic ? target : 0);

  const draw = (width: number) => {
    const ends = [samples[0].x, samples[samples.length - 1].x];
    const left = 48;
    const right = width - 18;
    const x: LinearScale | LogScale = logarithmic
      ? scaleLog().base(2).domain([ends[0], Math.max(2, ends[1])]).range([left, right])
      : scaleLinear().domain(ends).range([left, right]);
    const y = scaleLinear().domain([low, high]).range([BOTTOM, TOP]);
    const defined = (sample: Sample) => Number.isFinite(sample.y);
    const clamp = (value: number) => Math.max(-1e4, Math.min(1e4, value));
    const across = (sample: Sample) => x(sample.x);
    const up = (sample: Sample) => clamp(y(sample.y));
    const xTicks = logarithmic ? samples.map((sample) => sample.x).filter((_, k) => k % 2 === 0) : x.ticks(5);
    return (
      <>
        <LeftAxis ticks={y.ticks(4)} position={y} label={formatTick} left={left} right={right} />
        <BottomAxis ticks={xTicks} position={x} label={formatTick} top={BOTTOM} bottom={BOTTOM} width={width} />
        {!logarithmic && (
          <path
            class="preview-area"
            d={area<Sample>().defined(defined).x(across).y0(y(Math.max(low, Math.min(high, 0)))).y1(up)(
              samples as Sample[],
            ) ?? ""}
          />
        )}
        {logarithmic && target !== undefined && (
          <line class="reference" x1={left} x2={right} y1={y(target)} y2={y(target)} />
        )}
        <path class="preview-line" d={line<Sample>().defined(defined).x(across).y(up)(samples as Sample[]) ?? ""} />
        {logarithmic &&
          finite.map((sample) => (
            <circle key={sample.x} class="preview-dot" cx={across(sample)} cy={up(sample)} r={2.5} />
          ))}
      </>
    );
  };
  return <ChartFrame caption={caption} height={HEIGHT} draw={draw} />;
}

/** The range to draw: a pole does not flatten the rest, and `include` is within. */
function verticalRange(values: readonly number[], include?: number): [number, number] {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const spread = at(0.95) - at(0.05);
  const low = Math.max(sorted[0], at(0.05) - 3 * spread);
  const high = Math.min(sorted[sorted.length - 1], at(0.95) + 3 * spread);
  const range = [low, high, ...(include === undefined ? [] : [include])];
  const [least, most] = [Math.min(...range), Math.max(...range)];
  const margin = (most - least) * 0.05 || Math.abs(most) * 0.1 || 1;
  return [least === 0 ? 0 : least - margin, most === 0 ? 0 : most + margin];
}
