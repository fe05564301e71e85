import type { Call, Kernel, Operation, RegionBuilder, Value } from "../../../compute/ir/mod.ts";
import { mathFunctions } from "../../../compute/math/mod.ts";
import { Rewriter } from "../../../compute/optimize/rewriter.ts";

/** Replaces calls by expansions that are valid everywhere, and changes nothing else: the least that the target needs. */
export function expandTotally(kernel: Kernel): Kernel {
  return new TotalExpansion().kernel(kernel);
}

class TotalExpansion extends Rewriter {
  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (instruction.kind !== "call" || !this.inLoop) return into.add(instruction);
    const { expand } = mathFunctions.get(instruction.callee.name)!;
    return expand(into, instruction.operands, { fastmath: false, total: true });
  }
}
