import { markOf, symbolPath } from "./shapes.ts";

interface BackendMarkProps {
  readonly backend: string;
  readonly x?: number;
  readonly y?: number;
  readonly size?: number;
  readonly hollow?: boolean;
}

/** A backend's symbol, within an SVG. */
export function BackendMark({ backend, x = 0, y = 0, size = 11, hollow = false }: BackendMarkProps) {
  const { colour } = markOf(backend);
  return (
    <path
      class="mark"
      d={symbolPath(backend, size)}
      transform={`translate(${x},${y})`}
      fill={hollow ? "var(--surface)" : colour}
      stroke={colour}
    />
  );
}

/** A backend's symbol by itself, for tables and chips. */
export function BackendIcon({ backend }: { readonly backend: string }) {
  return (
    <svg class="backend-icon" width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
      <BackendMark backend={backend} size={10} />
    </svg>
  );
}
