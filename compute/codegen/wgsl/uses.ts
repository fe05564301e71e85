import { isValue, readBy, type Region, regionsOf, type Value } from "../../ir/mod.ts";
import type { LoopDependence } from "./dependence.ts";
import { plainOperands } from "./exact.ts";

/**
 * Counts how often the printed lines read each value. What a sequential loop takes from around it counts as read many
 * times, so that it is not computed again in each turn.
 */
export function countUses(body: Region, dependence: LoopDependence): Map<Value, number> {
  const uses = new Map<Value, number>();
  /** In how many sequential loops a value is defined. */
  const levels = new Map<Value, number>();
  const walk = (region: Region, level: number): void => {
    const use = (value: Value) => {
      const times = level > (levels.get(value) ?? 0) ? 2 : 1;
      uses.set(value, (uses.get(value) ?? 0) + times);
    };
    for (const instruction of region.instructions) {
      if (isValue(instruction)) {
        levels.set(instruction, level);
        if (dependence.kindOf(instruction) === "varying") plainOperands(instruction, dependence).forEach(use);
        continue;
      }
      readBy(instruction).forEach(use);
      const inside = instruction.kind === "loop" ? level + 1 : level;
      if (instruction.kind === "loop") instruction.carried.forEach((value) => levels.set(value, inside));
      if (instruction.kind !== "guard") instruction.results.forEach((value) => levels.set(value, level));
      regionsOf(instruction).forEach((inner) => walk(inner, inside));
    }
    region.results.forEach(use);
  };
  walk(body, 0);
  return uses;
}
