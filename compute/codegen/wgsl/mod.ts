import { printDriver } from "../js/mod.ts";
import { parallelLoops, type Target } from "../target.ts";
import type { NumberFormat, ShaderPrecision } from "./number_format.ts";
import type { WgslCode } from "./code.ts";
import { df64 } from "./df64.ts";
import { f32 } from "./f32.ts";
import { nativeF64 } from "./f64.ts";
import { generateLoop } from "./shader.ts";
export { withTilesSideBySide } from "./shader.ts";
export { Declarations, DIGITS, type ShaderPrecision } from "./number_format.ts";
export { type Canary, canaryOf } from "./canary.ts";
export { pairReader } from "./numbers.ts";
export { LANES, MOST_TURNS } from "./tiles.ts";
export { bindLoop, type LoopBinding, parameterWords } from "./bind.ts";
export { partialWords } from "./code.ts";
export type { ShaderInputs, TileNote, WgslCode, WgslLoop } from "./code.ts";
export { type Column, tileLength, type TileRange, writeTiles } from "./tiles.ts";

/** How numbers of each precision are written; under `fastmath` with formulas of up to 4 ULP. */
export const numberFormats: Readonly<Record<ShaderPrecision, (fastmath: boolean) => NumberFormat>> = {
  f32: () => f32,
  df64: () => df64,
  f64: nativeF64,
};

/** Kernels as compute shaders, one for each parallel loop; a workgroup reduces a tile of fixed length. */
export function wgslTarget(precision: ShaderPrecision): Target<WgslCode> {
  return {
    name: "wgsl",
    generate(kernel, { fastmath }) {
      const format = numberFormats[precision](fastmath);
      const loops = parallelLoops(kernel).map((loop) => generateLoop(loop, format));
      return { text: textOf(loops.map(({ source }) => source)), driver: printDriver(kernel), loops };
    },
  };
}

function textOf(sources: readonly string[]): string {
  if (sources.length === 0) return "// No parallel loop: there is nothing for the GPU to do.\n";
  if (sources.length === 1) return sources[0];
  return sources.map((source, k) => `// Loop ${k + 1} of ${sources.length}\n\n${source}`).join("\n");
}
