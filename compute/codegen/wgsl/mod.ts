import { printDriver } from "../js/mod.ts";
import { parallelLoops, type Target } from "../target.ts";
import type { WgslCode } from "./code.ts";
import { generateLoop } from "./shader.ts";
export { LANES } from "./tiles.ts";
export { bindLoop, type LoopBinding } from "./bind.ts";
export type { ShaderInputs, WgslCode, WgslLoop } from "./code.ts";
export { type Column, tileLength, type TileRange, writeTiles } from "./tiles.ts";

/** A kernel as compute shaders in f32, one for each parallel loop; a workgroup reduces a tile of fixed length. */
export const wgslTarget: Target<WgslCode> = {
  name: "wgsl",
  generate(kernel) {
    const loops = parallelLoops(kernel).map((loop) => generateLoop(loop));
    return {
      text: loops.map(({ source }, k) => loops.length > 1 ? `// Loop ${k + 1} of ${loops.length}\n\n${source}` : source)
        .join("\n"),
      driver: printDriver(kernel),
      loops,
    };
  },
};
