import {
  type Call,
  constant,
  type Kernel,
  type Operation,
  type Parallel,
  type RegionBuilder,
  type Value,
  varyingIn,
} from "../ir/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Under `arcp`, multiplies by the reciprocal of what all iterations divide by in the same turn of a sequential loop, such
 * as a series' count: a target that runs several iterations at once divides once for all. It must come before functions
 * are expanded: a remainder's formula needs the quotient itself.
 */
export const uniformDivision: Pass = {
  name: "uniform division",
  run: (kernel: Kernel, { flags, note }: PassOptions) => flags.arcp ? new Divider(note).kernel(kernel) : kernel,
};

class Divider extends Rewriter {
  #varying: Set<Value> | undefined;

  constructor(readonly note: NoteSink) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const varying = varyingIn(loop);
    this.#varying = varying && new Set(varying);
    return super.parallel(loop, into);
  }

  override replace(from: Value, to: Value): void {
    super.replace(from, to);
    if (this.#varying?.has(from)) this.#varying.add(to);
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (!this.inLoop || instruction.kind !== "operation" || instruction.operation !== "div") {
      return into.add(instruction);
    }
    const [x, y] = instruction.operands;
    if (!this.#varying?.has(x) || this.#varying.has(y) || y.kind === "constant") return into.add(instruction);
    const { name, span } = instruction;
    this.note?.({ kind: "reciprocal", span });
    return into.operation("mul", [x, into.operation("div", [constant(1), y])], { name, span });
  }
}
