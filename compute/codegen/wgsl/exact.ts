import type { Call, Operation, Value } from "../../ir/mod.ts";
import type { LoopDependence } from "./dependence.ts";

const COMPARISONS: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

/**
 * Tells whether an instruction's outcome hangs on the exact index, and the host takes from it what f32 can't hold: its
 * operands differ by a whole number from one index to the next, by none it ends.
 */
export function isExact({ kind, operands, ...instruction }: Operation | Call, dependence: LoopDependence): boolean {
  const [left, right] = operands.map((operand) => dependence.integerSlope(operand));
  if (left === null || right === null) return false;
  if (kind === "call") {
    return (instruction as Call).callee.name === "rem" && left !== 0 && dependence.kindOf(operands[1]) === "uniform";
  }
  return COMPARISONS.has((instruction as Operation).operation) && left !== right;
}

/** Tells whether an instruction is one of the 32-bit words of the loop's index, which the host gives as integers. */
export function isIndexWord(instruction: Operation | Call, dependence: LoopDependence): instruction is IndexWord {
  if (instruction.kind !== "operation" || !dependence.isIndex(instruction.operands[0])) return false;
  return instruction.operation === "toI32" || instruction.operation === "toUpperI32";
}

interface IndexWord extends Operation {
  readonly operation: "toI32" | "toUpperI32";
}

/** The operands that the shader reads as they are, not through what the host made of them. */
export function plainOperands(instruction: Operation | Call, dependence: LoopDependence): readonly Value[] {
  if (isIndexWord(instruction, dependence)) return [];
  if (!isExact(instruction, dependence)) return instruction.operands;
  return instruction.kind === "call" ? [instruction.operands[1]] : [];
}
