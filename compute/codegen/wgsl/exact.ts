import { type Call, type Constant, constant, type Operation, type Value } from "../../ir/mod.ts";
import { type Comparison, comparisons } from "./expressions.ts";
import type { LoopDependence } from "./dependence.ts";

const isComparison = (name: string): name is Comparison => Object.hasOwn(comparisons, name);

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
  return isComparison((instruction as Operation).operation) && left !== right;
}

/** Tells whether an instruction is one of the 32-bit words of the loop's index, which the host gives as integers. */
export function isIndexWord(instruction: Operation | Call, dependence: LoopDependence): instruction is IndexWord {
  if (instruction.kind !== "operation" || !dependence.isIndex(instruction.operands[0])) return false;
  return instruction.operation === "toI32" || instruction.operation === "toUpperI32";
}

interface IndexWord extends Operation {
  readonly operation: "toI32" | "toUpperI32";
}

/**
 * The operands of a remainder that is taken of an unsigned integer, which need not fit an f32: (h >>> 0) % 1000. It has
 * no sign to be kept.
 */
export function unsignedRemainder(instruction: Operation | Call): { dividend: Value; divisor: number } | null {
  if (instruction.kind !== "call" || instruction.callee.name !== "rem") return null;
  const [number, { kind, ...constant }] = instruction.operands;
  if (number.kind !== "operation" || number.operation !== "fromU32" || kind !== "constant") return null;
  const divisor = (constant as Constant).value as number;
  return Number.isInteger(divisor) && divisor >= 1 && divisor < 2 ** 32
    ? { dividend: number.operands[0], divisor }
    : null;
}

/**
 * A comparison of numbers that are made from integers, as one of these: (h & 1) === 1.
 *
 * @param isMadeHere Whether a value is made by the printed lines, and what it is made of is known to them.
 */
export function integersCompared(
  instruction: Operation | Call,
  isMadeHere: (value: Value) => boolean = () => true,
): { operation: Comparison; operands: readonly Value[] } | null {
  if (instruction.kind !== "operation" || !isComparison(instruction.operation)) return null;
  if (instruction.operands.every(({ kind }) => kind === "constant")) return null;
  const operands = instruction.operands.map((operand) => asInteger(operand, isMadeHere))
    .filter((operand) => operand !== null);
  return operands.length === 2 ? { operation: instruction.operation, operands } : null;
}

function asInteger(value: Value, isMadeHere: (value: Value) => boolean): Value | null {
  if (value.kind === "constant") {
    return Object.is(value.value, (value.value as number) | 0) ? constant(value.value, "i32") : null;
  }
  return value.kind === "operation" && value.operation === "fromI32" && isMadeHere(value) ? value.operands[0] : null;
}

/** The operands that the shader reads as they are, not through what the host made of them. */
export function plainOperands(instruction: Operation | Call, dependence: LoopDependence): readonly Value[] {
  if (isIndexWord(instruction, dependence)) return [];
  const remainder = unsignedRemainder(instruction);
  if (remainder) return [remainder.dividend];
  const integers = integersCompared(instruction, (value) => dependence.kindOf(value) === "varying");
  if (integers) return integers.operands;
  if (!isExact(instruction, dependence)) return instruction.operands;
  return instruction.kind === "call" ? [instruction.operands[1]] : [];
}
