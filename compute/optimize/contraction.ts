import type { Call, Instruction, Kernel, Operation, OperationName, Parallel, RegionBuilder, Value } from "../ir/mod.ts";
import { constant } from "../ir/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/** Under `contract`, fuses multiplications with the additions that take their products. */
export const contraction: Pass = {
  name: "contraction",
  run: (kernel: Kernel, { flags, note }: PassOptions) => flags.contract ? new Contractor(note).kernel(kernel) : kernel,
};

class Contractor extends Rewriter {
  constructor(readonly note: NoteSink) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const copy = super.parallel(loop, into);
    const count = copy.body.instructions.filter(isFused).length;
    if (count > 0) this.note?.({ kind: "contracted", span: loop.span, count });
    return copy;
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (!this.inLoop || instruction.kind !== "operation") return into.add(instruction);
    const x = instruction.operands[0];
    const y = instruction.operands[1];
    const fuse = (operation: OperationName, product: Operation, rest: Value) =>
      into.operation(operation, [...product.operands, rest], { name: instruction.name, span: instruction.span });
    if (instruction.operation === "add") {
      if (isProduct(x)) return fuse("madd", x, y);
      if (isProduct(y)) return fuse("madd", y, x);
    }
    if (instruction.operation === "sub") {
      if (isProduct(y)) return fuse("nmadd", y, x);
      if (isProduct(x) && y.kind === "constant") return fuse("madd", x, constant(-(y.value as number)));
    }
    return into.add(instruction);
  }
}

function isFused(instruction: Instruction): boolean {
  return instruction.kind === "operation" && (instruction.operation === "madd" || instruction.operation === "nmadd");
}

function isProduct(value: Value): value is Operation {
  return value.kind === "operation" && value.operation === "mul";
}
