/** d3's line and symbol shapes, with their types. */
// @ts-types="@types/d3-shape"
import {
  area,
  line,
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  type SymbolType,
  symbolWye,
} from "d3-shape";

export { area, line };

/** How a backend is drawn: the colour tells its target, the shape its executor. */
export interface BackendMark {
  /** A CSS custom property. */
  readonly colour: string;
  readonly shape: SymbolType;
}

const MARKS: Readonly<Record<string, BackendMark>> = {
  serial: { colour: "var(--target-js)", shape: symbolCircle },
  async: { colour: "var(--target-js)", shape: symbolTriangle },
  threads: { colour: "var(--target-js)", shape: symbolSquare },
  processes: { colour: "var(--target-js)", shape: symbolDiamond },
  wasm: { colour: "var(--target-wasm)", shape: symbolCircle },
  "wasm-threads": { colour: "var(--target-wasm)", shape: symbolSquare },
  webgpu: { colour: "var(--target-wgsl)", shape: symbolStar },
};

const UNKNOWN: BackendMark = { colour: "var(--text-2)", shape: symbolWye };

/** How to draw a backend; those this page does not know yet look neutral. */
export function markOf(backend: string): BackendMark {
  return MARKS[backend] ?? UNKNOWN;
}

/** The outline of a backend's shape around the origin, of about `size` pixels across. */
export function symbolPath(backend: string, size: number): string {
  return symbol(markOf(backend).shape, size * size * 0.7)() ?? "";
}
