import type { Call, Instruction, Kernel, Region } from "../../compute/ir/mod.ts";

/** Thrown when a preview would take more loop iterations than a page can spend between two keys. */
export class PreviewBudgetError extends Error {
  override readonly name = "PreviewBudgetError";
}

/**
 * Makes a kernel that counts its iterations as it is interpreted, and gives up after too many: a loop's bounds may be
 * anything that the visitor writes.
 *
 * @param kernel A verified kernel.
 * @param budget Iterations of all loops together, over all interpretations of the result.
 * @returns A kernel of the same value, for the interpreter only; interpreting it may throw PreviewBudgetError.
 */
export function bounded(kernel: Kernel, budget: number): Kernel {
  let left = budget;
  const count: Call = {
    kind: "call",
    type: "f64",
    callee: {
      name: "count",
      arity: 0,
      evaluate: () => {
        if (--left < 0) throw new PreviewBudgetError(`the preview stops after ${budget} iterations`);
        return 0;
      },
    },
    operands: [],
  };
  return { ...kernel, body: withCounter(kernel.body, count) };
}

function withCounter(region: Region, count: Call): Region {
  const change = (instruction: Instruction): Instruction => {
    switch (instruction.kind) {
      case "if":
        return {
          ...instruction,
          then: withCounter(instruction.then, count),
          otherwise: withCounter(instruction.otherwise, count),
        };
      case "loop":
        return {
          ...instruction,
          test: { ...instruction.test, instructions: [count, ...instruction.test.instructions] },
          body: withCounter(instruction.body, count),
        };
      case "parallel":
        return {
          ...instruction,
          body: withCounter({ ...instruction.body, instructions: [count, ...instruction.body.instructions] }, count),
        };
      default:
        return instruction;
    }
  };
  return { ...region, instructions: region.instructions.map(change) };
}
