import {
  type Call,
  constant,
  type If,
  type Kernel,
  type Operation,
  operations,
  type RegionBuilder,
  type Value,
} from "../ir/mod.ts";
import type { OptimizeOptions, Pass } from "./pass.ts";
import { powerByConstant } from "./powers.ts";
import { Rewriter } from "./rewriter.ts";
import { type Simplification, simplifications } from "./simplifications.ts";

/** Computes what is constant, and replaces operations by cheaper ones of the same value (under fastmath, nearly so). */
export const constantFolding: Pass = {
  name: "constant folding",
  run: (kernel: Kernel, options: OptimizeOptions) => new Folder(options.fastmath).kernel(kernel),
};

class Folder extends Rewriter {
  constructor(readonly fastmath: boolean) {
    super();
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const folded = evaluateConstant(instruction);
    if (folded) return folded;
    const simplify: Simplification | undefined = instruction.kind === "operation"
      ? simplifications[instruction.operation]
      : instruction.callee.name === "pow"
      ? powerByConstant
      : undefined;
    return simplify?.(instruction.operands, { into, fastmath: this.fastmath }) ?? into.add(instruction);
  }

  override if(instruction: If, into: RegionBuilder): readonly Value[] {
    const condition = this.read(instruction.condition);
    if (condition.kind !== "constant") return super.if(instruction, into);
    const taken = condition.value ? instruction.then : instruction.otherwise;
    this.instructions(taken, into);
    return taken.results.map((value) => this.read(value));
  }
}

function evaluateConstant(instruction: Operation | Call): Value | null {
  const values: (number | boolean | bigint)[] = [];
  for (const operand of instruction.operands) {
    if (operand.kind !== "constant") return null;
    values.push(operand.value);
  }
  return constant(
    instruction.kind === "call"
      ? instruction.callee.evaluate(...values as number[])
      : operations[instruction.operation].evaluate(...values),
  );
}
