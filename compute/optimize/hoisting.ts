import {
  type Call,
  constant,
  type If,
  type Kernel,
  type Loop,
  type Operation,
  type Parallel,
  parametersOf,
  type RegionBuilder,
  type Value,
} from "../ir/mod.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Moves what doesn't vary within a parallel loop to before it, where it is computed once; the loop captures its value.
 * Likewise for sequential loops inside of it. No operation traps, so that this is safe for what a branch computes too.
 * Bits can't be captured and stay. Under `arcp`, what divides varying values is moved as its reciprocal, which
 * multiplies them.
 */
export const invariantHoisting: Pass = {
  name: "invariant hoisting",
  run: (kernel: Kernel, options: PassOptions) => new Hoister(options).kernel(kernel),
};

class Hoister extends Rewriter {
  /** The regions around the one at hand: that of the parallel loop, then those of the sequential loops within. */
  readonly #around: RegionBuilder[] = [];
  /** In how many loops a value is; none for all that is defined outside of the parallel loop. */
  readonly #levels = new Map<Value, number>();
  /** What was moved already; a loop's body and fallback may share instructions. */
  readonly #moved = new Map<Value, Value>();
  readonly #reciprocals = new Map<Value, Value>();

  constructor(readonly options: PassOptions) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    this.#reciprocals.clear();
    const { index, reductions } = loop;
    const inside = [index, ...reductions.map((reduction) => reduction.carried)];
    for (const strip of [loop.strip, loop.near?.strip]) {
      if (strip) inside.push(...parametersOf(strip));
    }
    return this.#within(into, inside, () => super.parallel(loop, into));
  }

  override loop(instruction: Loop, into: RegionBuilder): readonly Value[] {
    if (this.#around.length === 0) return super.loop(instruction, into);
    this.#note(instruction.results, this.#around.length);
    return this.#within(into, instruction.carried, () => super.loop(instruction, into));
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const depth = this.#around.length;
    if (depth === 0) return into.add(instruction);
    const level = this.#levelFor(instruction);
    if (level < depth) {
      const known = this.#moved.get(instruction);
      if (known) return known;
      const moved = this.#around[level].add(this.#multiplied(instruction, level) ?? instruction);
      this.#moved.set(instruction, moved);
      this.#note([moved], level);
      this.options.note?.({ kind: "hoisted", span: instruction.span });
      return moved;
    }
    const value = into.add(this.#multiplied(instruction, depth) ?? instruction);
    this.#note([value], depth);
    return value;
  }

  override if(instruction: If, into: RegionBuilder): readonly Value[] {
    this.#note(instruction.results, this.#around.length);
    return super.if(instruction, into);
  }

  #within<T>(around: RegionBuilder, inside: readonly Value[], rewrite: () => T): T {
    this.#around.push(around);
    this.#note(inside, this.#around.length);
    const result = rewrite();
    this.#around.pop();
    return result;
  }

  #note(values: readonly Value[], level: number): void {
    if (level > 0) values.forEach((value) => this.#levels.set(value, level));
  }

  #levelOf(value: Value): number {
    return this.#levels.get(value) ?? 0;
  }

  /** The outermost level at which an instruction can be computed. */
  #levelFor(instruction: Operation | Call): number {
    const level = Math.max(0, ...instruction.operands.map((operand) => this.#levelOf(operand)));
    return instruction.type === "bits" || readsBits(instruction) ? Math.max(1, level) : level;
  }

  /** A division by what varies less than at a level, as a multiplication. */
  #multiplied(instruction: Operation | Call, depth: number): Operation | null {
    if (!this.options.flags.arcp || instruction.kind !== "operation" || instruction.operation !== "div") return null;
    const [dividend, divisor] = instruction.operands;
    const level = this.#levelOf(divisor);
    if (level === depth || divisor.kind === "constant") return null;
    const reciprocal = this.#reciprocals.get(divisor) ?? this.#around[level].operation("div", [constant(1), divisor]);
    this.#reciprocals.set(divisor, reciprocal);
    this.#note([reciprocal], level);
    this.options.note?.({ kind: "reciprocal", span: instruction.span });
    return { ...instruction, operation: "mul", operands: [dividend, reciprocal] };
  }
}

/** The scalar code around loops knows f64 and bool only. */
function readsBits(instruction: Operation | Call): boolean {
  return instruction.operands.some((operand) => operand.type === "bits");
}
