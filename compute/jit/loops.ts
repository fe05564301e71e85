import type { Kernel, Parallel, Region } from "../ir/mod.ts";

/** A parallel loop of a kernel, and the one that it is inside of, if any. */
export interface FoundLoop {
  readonly loop: Parallel;
  readonly within: Parallel | null;
}

/** All parallel loops of a kernel, in source order. */
export function loopsOf(kernel: Kernel): FoundLoop[] {
  const found: FoundLoop[] = [];
  const walk = (region: Region, within: Parallel | null): void => {
    for (const instruction of region.instructions) {
      switch (instruction.kind) {
        case "operation":
        case "call":
        case "guard":
          break;
        case "if":
          walk(instruction.then, within);
          walk(instruction.otherwise, within);
          break;
        case "loop":
          walk(instruction.test, within);
          walk(instruction.body, within);
          break;
        case "parallel":
          found.push({ loop: instruction, within });
          walk(instruction.body, instruction);
          break;
        default:
          throw new Error(`no loops known in ${instruction satisfies never}`);
      }
    }
  };
  walk(kernel.body, null);
  return found;
}
