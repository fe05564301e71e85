import { printDriver } from "../js/mod.ts";
import { parallelLoops, type Target } from "../target.ts";
import type { WgslCode } from "./code.ts";
import { generateLoop } from "./shader.ts";
export { LANES, MOST_TURNS } from "./tiles.ts";
export { bindLoop, type LoopBinding } from "./bind.ts";
export type { ShaderInputs, TileNote, WgslCode, WgslLoop } from "./code.ts";
export { type Column, tileLength, type TileRange, writeTiles } from "./tiles.ts";

/** A kernel as compute shaders in f32, one for each parallel loop; a workgroup reduces a tile of fixed length. */
export const wgslTarget: Target<WgslCode> = {
  name: "wgsl",
  generate(kernel) {
    const loops = parallelLoops(kernel).map(generateLoop);
    return { text: textOf(loops.map(({ source }) => source)), driver: printDriver(kernel), loops };
  },
};

function textOf(sources: readonly string[]): string {
  if (sources.length === 0) return "// No parallel loop: there is nothing for the GPU to do.\n";
  if (sources.length === 1) return sources[0];
  return sources.map((source, k) => `// Loop ${k + 1} of ${sources.length}\n\n${source}`).join("\n");
}
