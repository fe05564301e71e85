import { isValue, type Parallel, readBy, type Region, regionsOf, type Value } from "../../ir/mod.ts";
import { UnsupportedError } from "../../errors.ts";
import { signatureOf } from "../target.ts";

/**
 * Finds whether one variable can hold an accumulator throughout a loop's body, each update overwriting the last: so
 * it is if no older state is read after a newer one was made.
 *
 * @returns The updates and results that overwrite it, in order, or null if it must be kept apart.
 */
export function overwritable(body: Region, carried: Value): Value[] | null {
  const chain = new Set<Value>([carried]);
  const walk = (region: Region, entry: Value): Value | null => {
    let current = entry;
    for (const instruction of region.instructions) {
      if (isValue(instruction)) {
        const read = instruction.operands.filter((operand) => chain.has(operand));
        if (read.length === 0) continue;
        if (read.length > 1 || read[0] !== current || instruction.type !== "f64") return null;
        if (instruction.kind === "call" || instruction.operation === "select") return null;
        current = instruction;
        chain.add(current);
      } else if (instruction.kind === "loop") {
        if (instruction.initial.some((value) => chain.has(value))) return null;
      } else if (instruction.kind === "if") {
        const ends = [walk(instruction.then, current), walk(instruction.otherwise, current)];
        if (ends.includes(null)) return null;
        const k = instruction.then.results.findIndex((result) => chain.has(result));
        if (k < 0 && ends.some((end) => end !== current)) return null;
        if (k < 0) continue;
        if (instruction.then.results[k] !== ends[0] || instruction.otherwise.results[k] !== ends[1]) return null;
        current = instruction.results[k];
        chain.add(current);
      }
    }
    const results = region.results.filter((result) => chain.has(result));
    return results.length <= 1 && results.every((result) => result === current) ? current : null;
  };
  if (walk(body, carried) === null) return null;
  chain.delete(carried);
  return [...chain];
}

/**
 * The body of a loop as JavaScript runs it: the one without guards and strips.
 *
 * @throws {UnsupportedError} If the loop has no such body.
 */
export function plainBody(loop: Parallel): Region {
  if (loop.fallback) return loop.fallback;
  if (loop.strip) throw new UnsupportedError("the js target takes kernels as lowered, without strips");
  return loop.body;
}

/** How often values are read, and which of them only a region yields. */
export interface Uses {
  readonly counts: ReadonlyMap<Value, number>;
  readonly yielded: ReadonlySet<Value>;
}

/**
 * Counts how often each value is read. What a loop takes from around it counts as read many times, so that it is not
 * computed again in each iteration; and so do the bounds of a parallel loop, which more than one place reads.
 */
export function countUses(root: Region): Uses {
  const counts = new Map<Value, number>();
  const yielded = new Set<Value>();
  /** In how many loops a value is defined. */
  const levels = new Map<Value, number>();
  const use = (value: Value, level: number, times = 1) => {
    const inner = level > (levels.get(value) ?? 0);
    counts.set(value, (counts.get(value) ?? 0) + (inner ? 2 : times));
  };
  const walk = (region: Region, level: number): void => {
    for (const instruction of region.instructions) {
      if (isValue(instruction)) levels.set(instruction, level);
      else if (instruction.kind !== "guard") instruction.results.forEach((result) => levels.set(result, level));
      switch (instruction.kind) {
        case "parallel":
          [instruction.start, instruction.stop, ...signatureOf(instruction).captures]
            .forEach((value) => use(value, level, 2));
          instruction.reductions.forEach((reduction) => use(reduction.initial, level));
          walk(instruction.fallback ?? instruction.body, level);
          break;
        case "loop":
          instruction.initial.forEach((value) => use(value, level));
          instruction.carried.forEach((parameter) => levels.set(parameter, level + 1));
          walk(instruction.test, level + 1);
          walk(instruction.body, level + 1);
          break;
        default:
          readBy(instruction).forEach((value) => use(value, level));
          regionsOf(instruction).forEach((inner) => walk(inner, level));
      }
    }
    region.results.forEach((result) => use(result, level));
    region.results.filter((result) => counts.get(result) === 1).forEach((result) => yielded.add(result));
  };
  walk(root, 0);
  return { counts, yielded };
}
