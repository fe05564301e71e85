interface BottomAxisProps {
  readonly ticks: readonly number[];
  readonly position: (value: number) => number;
  readonly label: (value: number) => string;
  readonly top: number;
  readonly bottom: number;
}

/** Vertical grid lines with their labels below. */
export function BottomAxis({ ticks, position, label, top, bottom }: BottomAxisProps) {
  return (
    <g class="axis">
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(${position(tick)},0)`}>
          <line y1={top} y2={bottom} />
          <text y={bottom + 16} text-anchor="middle">{label(tick)}</text>
        </g>
      ))}
    </g>
  );
}

interface LeftAxisProps {
  readonly ticks: readonly number[];
  readonly position: (value: number) => number;
  readonly label: (value: number) => string;
  readonly left: number;
  readonly right: number;
}

/** Horizontal grid lines with their labels at the left. */
export function LeftAxis({ ticks, position, label, left, right }: LeftAxisProps) {
  return (
    <g class="axis">
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(0,${position(tick)})`}>
          <line x1={left} x2={right} />
          <text x={left - 8} dy="0.32em" text-anchor="end">{label(tick)}</text>
        </g>
      ))}
    </g>
  );
}
