import type { Parallel, Region } from "../ir/mod.ts";

/** Tells whether a loop needs a fallback. */
export function hasGuards(loop: Parallel): boolean {
  const regions = [loop.body, ...(loop.strip ? [loop.strip.tables, loop.strip.header] : [])];
  return regions.some(guarded);
}

function guarded(region: Region): boolean {
  return region.instructions.some((instruction) =>
    instruction.kind === "guard" ||
    (instruction.kind === "if" && (guarded(instruction.then) || guarded(instruction.otherwise)))
  );
}
