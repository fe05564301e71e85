interface BottomAxisProps {
  readonly ticks: readonly number[];
  readonly position: (value: number) => number;
  readonly label: (value: number) => string;
  readonly top: number;
  readonly bottom: number;
  /** How wide the chart is: a label near its end stays within. */
  readonly width: number;
}

/** Of a character of a label, in px. */
const LABEL_ADVANCE = 6.5;

/** Vertical grid lines with their labels below. */
export function BottomAxis({ ticks, position, label, top, bottom, width }: BottomAxisProps) {
  const centre = (tick: number) => Math.min(position(tick), width - label(tick).length * LABEL_ADVANCE / 2);
  return (
    <g class="axis">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={position(tick)} x2={position(tick)} y1={top} y2={bottom} />
          <text x={centre(tick)} y={bottom + 16} text-anchor="middle">{label(tick)}</text>
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
