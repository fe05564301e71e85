import { isValue, type Parallel, type Region, type Value } from "../../ir/mod.ts";
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
 * Counts how often each value is read. What a loop captures counts as read many times, so that it is not computed
 * again in each iteration; and so do its bounds, which more than one place reads.
 */
export function countUses(root: Region): Uses {
  const counts = new Map<Value, number>();
  const yielded = new Set<Value>();
  const use = (value: Value, times = 1) => counts.set(value, (counts.get(value) ?? 0) + times);
  const walk = (region: Region): void => {
    for (const instruction of region.instructions) {
      switch (instruction.kind) {
        case "operation":
        case "call":
          instruction.operands.forEach((operand) => use(operand));
          break;
        case "if":
          use(instruction.condition);
          walk(instruction.then);
          walk(instruction.otherwise);
          break;
        case "parallel":
          [instruction.start, instruction.stop, ...signatureOf(instruction).captures].forEach((value) => use(value, 2));
          instruction.reductions.forEach((reduction) => use(reduction.initial));
          walk(instruction.fallback ?? instruction.body);
          break;
        case "guard":
          use(instruction.condition);
          break;
      }
    }
    region.results.forEach((result) => use(result));
    region.results.filter((result) => counts.get(result) === 1).forEach((result) => yielded.add(result));
  };
  walk(root);
  return { counts, yielded };
}
