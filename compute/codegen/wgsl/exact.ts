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

/** The operands that the shader reads as they are, not through what the host made of them. */
export function plainOperands(instruction: Operation | Call, dependence: LoopDependence): readonly Value[] {
  if (!isExact(instruction, dependence)) return instruction.operands;
  return instruction.kind === "call" ? [instruction.operands[1]] : [];
}
