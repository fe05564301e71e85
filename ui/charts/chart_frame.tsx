import type { ComponentChildren } from "preact";
import { useWidth } from "./use_width.ts";

interface ChartFrameProps {
  /** What the chart shows, in a sentence: its caption, and what a screen reader says of it. */
  readonly caption: string;
  readonly height: number;
  /** Draws the chart for a width in pixels. */
  readonly draw: (width: number) => ComponentChildren;
  /** The same data as a table. */
  readonly table?: ComponentChildren;
}

/** A chart with its caption, as wide as there is room, and its table behind it. */
export function ChartFrame({ caption, height, draw, table }: ChartFrameProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <figure class="chart">
      <figcaption>{caption}</figcaption>
      <div ref={ref} class="chart-canvas">
        {width > 0 && (
          <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={caption}>
            {draw(width)}
          </svg>
        )}
      </div>
      {table && (
        <details class="chart-table">
          <summary>Show as a table</summary>
          <div class="table-scroll" tabIndex={0} role="region" aria-label={`${caption}, as a table`}>{table}</div>
        </details>
      )}
    </figure>
  );
}
