import { operations, parameter, type Region, RegionBuilder, type Value } from "../../compute/ir/mod.ts";
import type { ExpansionOptions, MathFunction } from "../../compute/math/mod.ts";

/** x * y + z with one rounding, but for the rarest double roundings: by Dekker's product and Knuth's sum. */
export function fusedMultiplyAdd(x: number, y: number, z: number): number {
  const product = x * y;
  const size = Math.abs(product);
  if (!(size < 1e290 && size > 1e-250)) return product + z;
  const split = (v: number): [number, number] => {
    const t = v * 134217729;
    const high = t - (t - v);
    return [high, v - high];
  };
  const [xHigh, xLow] = split(x);
  const [yHigh, yLow] = split(y);
  const error = ((xHigh * yHigh - product) + xHigh * yLow + xLow * yHigh) + xLow * yLow;
  const sum = product + z;
  const part = sum - product;
  return sum + ((product - (sum - part)) + (z - part) + error);
}

/** How a machine multiplies and adds: in one rounding, or in two. */
export type Multiplier = "fused" | "separate";

/** A function's expansion as a function of numbers; undefined where a guard fails. */
export type Expanded = (...args: number[]) => number | undefined;

/** Expands a function and makes the operations runnable. */
export function expanded(record: MathFunction, options: ExpansionOptions, multiplier: Multiplier): Expanded {
  const operands = Array.from({ length: record.arity }, (_, k) => parameter(`x${k}`));
  const region = new RegionBuilder();
  const result = record.expand(region, operands, options);
  return runnable(region.finish([result]), operands, multiplier);
}

/** A straight-line region as a function of its free parameters. */
export function runnable(region: Region, parameters: readonly Value[], multiplier: Multiplier): Expanded {
  type Scalar = number | boolean | bigint;
  const slots = new Map<Value, number>();
  const memory: Scalar[] = [];
  const slot = (value: Value): number => {
    if (!slots.has(value)) {
      slots.set(value, memory.length);
      memory.push(value.kind === "constant" ? value.value : 0);
    }
    return slots.get(value)!;
  };
  parameters.forEach(slot);
  const steps = region.instructions.map((instruction): () => boolean => {
    if (instruction.kind === "guard") {
      const condition = slot(instruction.condition);
      return () => memory[condition] as boolean;
    }
    if (instruction.kind !== "operation" && instruction.kind !== "call") throw new Error("not straight-line");
    const inputs = instruction.operands.map(slot);
    const output = slot(instruction);
    const fused: Record<string, (...args: number[]) => number> = multiplier === "fused"
      ? { madd: fusedMultiplyAdd, nmadd: (x, y, z) => fusedMultiplyAdd(-x, y, z) }
      : {};
    const evaluate = (instruction.kind === "call"
      ? instruction.callee.evaluate
      : fused[instruction.operation] ?? operations[instruction.operation].evaluate) as (
        ...args: Scalar[]
      ) => Scalar;
    return () => {
      memory[output] = evaluate(...inputs.map((input) =>
        memory[input]
      ));
      return true;
    };
  });
  const output = slot(region.results[0]);
  return (...args) => {
    args.forEach((value, k) => memory[k] = value);
    return steps.every((step) => step()) ? memory[output] as number : undefined;
  };
}
