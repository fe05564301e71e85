import {
  type Call,
  constant,
  type Kernel,
  type Operation,
  type Parallel,
  type RegionBuilder,
  type Value,
} from "../ir/mod.ts";
import type { OptimizeOptions, Pass } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Moves what doesn't vary within a parallel loop to before it, where it is computed once; the loop captures its value.
 * No operation traps, so that this is safe for what a branch computes too. Bits can't be captured and stay. Under
 * fastmath, what divides varying values is moved as its reciprocal, which multiplies them.
 */
export const invariantHoisting: Pass = {
  name: "invariant hoisting",
  run: (kernel: Kernel, options: OptimizeOptions) => new Hoister(options.fastmath).kernel(kernel),
};

class Hoister extends Rewriter {
  /** The region around the loop at hand, and what varies within the loop. */
  #around: RegionBuilder | null = null;
  readonly #varying = new Set<Value>();
  /** What was moved already; a loop's body and fallback may share instructions. */
  readonly #moved = new Set<Value>();
  readonly #reciprocals = new Map<Value, Value>();

  constructor(readonly fastmath: boolean) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    this.#around = into;
    this.#reciprocals.clear();
    const { index, reductions } = loop;
    [index, ...reductions.map((reduction) => reduction.carried)].forEach((value) => this.#varying.add(value));
    for (const strip of [loop.strip, loop.near?.strip]) {
      if (!strip) continue;
      if (strip.half) this.#varying.add(strip.half);
      [strip.offset, strip.base, ...strip.entries, ...strip.invariants].forEach((value) => this.#varying.add(value));
    }
    const copy = super.parallel(loop, into);
    this.#around = null;
    return copy;
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (!this.#around) return into.add(instruction);
    const invariant = instruction.type !== "bits" &&
      !instruction.operands.some((operand) => this.#varying.has(operand));
    if (invariant && !readsBits(instruction)) {
      if (this.#moved.has(instruction)) return instruction;
      this.#moved.add(instruction);
      return this.#around.add(instruction);
    }
    const value = into.add(this.#multiplied(instruction) ?? instruction);
    this.#varying.add(value);
    return value;
  }

  /** A division by what is invariant, as a multiplication. */
  #multiplied(instruction: Operation | Call): Operation | null {
    if (!this.fastmath || instruction.kind !== "operation" || instruction.operation !== "div") return null;
    const [dividend, divisor] = instruction.operands;
    if (this.#varying.has(divisor) || divisor.kind === "constant") return null;
    const reciprocal = this.#reciprocals.get(divisor) ?? this.#around!.operation("div", [constant(1), divisor]);
    this.#reciprocals.set(divisor, reciprocal);
    return { ...instruction, operation: "mul", operands: [dividend, reciprocal] };
  }

  override if(instruction: Parameters<Rewriter["if"]>[0], into: RegionBuilder): readonly Value[] {
    if (this.#around) instruction.results.forEach((result) => this.#varying.add(result));
    return super.if(instruction, into);
  }
}

/** The scalar code around loops knows f64 and bool only. */
function readsBits(instruction: Operation | Call): boolean {
  return instruction.operands.some((operand) => operand.type === "bits");
}
