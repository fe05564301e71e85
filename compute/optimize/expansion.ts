import type { Call, Kernel, Operation, Parallel, RegionBuilder, Value } from "../ir/mod.ts";
import { mathFunctions } from "../math/mod.ts";
import type { OptimizeOptions, Pass } from "./pass.ts";
import { hasGuards } from "./guards.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Replaces the calls inside parallel loops by operations, where their records know how. Expansions may be guarded; then
 * the loop gets a fallback, in which they are total, or remain calls.
 */
export const callExpansion: Pass = {
  name: "call expansion",
  run: (kernel: Kernel, options: OptimizeOptions) => new Expander(options.fastmath).kernel(kernel),
};

class Expander extends Rewriter {
  #total = false;

  constructor(readonly fastmath: boolean) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const fast = super.parallel({ ...loop, fallback: undefined }, into);
    if (!hasGuards(fast)) return fast;
    this.#total = true;
    const total = this.withinLoop(() => this.region(loop.fallback ?? loop.body));
    this.#total = false;
    return { ...fast, fallback: total };
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (!this.inLoop || instruction.kind !== "call") return into.add(instruction);
    const expand = mathFunctions.get(instruction.callee.name)?.expand;
    const value = expand?.(into, instruction.operands, { fastmath: this.fastmath, total: this.#total });
    return value ?? into.add(instruction);
  }
}
