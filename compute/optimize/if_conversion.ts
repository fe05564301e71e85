import type { If, Kernel, RegionBuilder, Type, Value } from "../ir/mod.ts";
import type { OperationName } from "../ir/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Inside of parallel loops, computes both branches of each `if` and selects between their results, as lanes that
 * decide differently must. No operation traps, so that computing the branch not taken is safe.
 */
export const ifConversion: Pass = {
  name: "if-conversion",
  run: (kernel: Kernel, { note }: PassOptions) => new Flattener(note).kernel(kernel),
};

const SELECT: Record<Type, OperationName> = { f64: "select", bool: "selectBool", bits: "selectBits" };

class Flattener extends Rewriter {
  constructor(readonly note: NoteSink) {
    super();
  }

  override if(instruction: If, into: RegionBuilder): readonly Value[] {
    if (!this.inLoop) return super.if(instruction, into);
    this.instructions(instruction.then, into);
    this.instructions(instruction.otherwise, into);
    const condition = this.read(instruction.condition);
    const { span } = instruction;
    this.note?.({ kind: "flattened", span });
    return instruction.results.map((result, k) => {
      const then = this.read(instruction.then.results[k]);
      const otherwise = this.read(instruction.otherwise.results[k]);
      return into.operation(SELECT[result.type], [condition, then, otherwise], { name: result.name, span });
    });
  }
}
