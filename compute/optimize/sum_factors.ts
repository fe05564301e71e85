import {
  definedBy,
  type Instruction,
  type Kernel,
  type Operation,
  type Parallel,
  type Reduction,
  type RegionBuilder,
  type Value,
} from "../ir/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Under `reassoc` and `ninf`, multiplies sums by the factors that all of their terms share, such as an integral's step,
 * once instead of term by term: the loop then adds where it would multiply and add.
 */
export const sumFactoring: Pass = {
  name: "sum factoring",
  run: (kernel: Kernel, { flags, note }: PassOptions) =>
    flags.reassoc && flags.ninf ? new SumFactorer(note).kernel(kernel) : kernel,
};

/** A sum's update, and what it is without the factors that don't vary. */
interface Factored {
  readonly update: Operation;
  readonly without: Operation;
  readonly factors: readonly Value[];
}

class SumFactorer extends Rewriter {
  constructor(readonly note: NoteSink) {
    super();
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const copy = super.parallel(loop, into);
    const { reductions, body } = copy;
    const carried = reductions.map((reduction) => reduction.carried);
    const inside = new Set<Value>([copy.index, ...carried, ...body.instructions.flatMap(definedBy)]);
    const factored = reductions.map((reduction, r) => factoredUpdate(reduction, body.results[r], inside));
    const updates = new Map<Value | Instruction, Operation>();
    for (const one of factored) {
      if (!one) continue;
      updates.set(one.update, one.without);
      this.note?.({ kind: "factored", span: one.update.span });
    }
    return {
      ...copy,
      reductions: reductions.map((reduction, r) => {
        const factor = factored[r]?.factors.reduce((x, y) => into.operation("mul", [x, y]));
        return factor ? { ...reduction, factor } : reduction;
      }),
      body: {
        instructions: body.instructions.map((one) => updates.get(one) ?? one),
        results: body.results.map((one) => updates.get(one) ?? one),
      },
    };
  }
}

/** Takes the update of a sum apart, if all that it adds is one product with something invariant. */
function factoredUpdate({ kind, carried }: Reduction, update: Value, inside: ReadonlySet<Value>): Factored | null {
  const isSum = kind === "sum" && update.kind === "operation" &&
    (update.operation === "add" || update.operation === "sub");
  if (!isSum || !update.operands.includes(carried)) return null;
  const factors: Value[] = [];
  const operands = update.operands.map((operand) => {
    for (;;) {
      const split = splitProduct(operand, inside);
      if (!split) return operand;
      factors.push(split.factor);
      operand = split.rest;
    }
  });
  return factors.length > 0 ? { update, without: { ...update, operands }, factors } : null;
}

function splitProduct(value: Value, inside: ReadonlySet<Value>): { factor: Value; rest: Value } | null {
  if (value.kind !== "operation" || value.operation !== "mul" || !inside.has(value)) return null;
  const [x, y] = value.operands;
  if (!inside.has(y)) return { factor: y, rest: x };
  return inside.has(x) ? null : { factor: x, rest: y };
}
