import {
  type Call,
  constant,
  type Fastmath,
  type If,
  type Kernel,
  type Loop,
  type NodeOptions,
  type Operation,
  type OperationName,
  operations,
  type Parallel,
  type RegionBuilder,
  type Value,
} from "../ir/mod.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { powerByConstant } from "./powers.ts";
import { Rewriter } from "./rewriter.ts";
import { extremes, type Simplification, simplifications, type Simplifying } from "./simplifications.ts";

/** Computes what is constant, and replaces operations by cheaper ones of the same value (under fastmath, nearly so). */
export const constantFolding: Pass = {
  name: "constant folding",
  run: (kernel: Kernel, options: PassOptions) => new Folder(options.flags).kernel(kernel),
};

/**
 * The same for what functions were expanded to. Their formulas tell NaN and infinities apart for reasons of their own, of
 * two zeros' quotient for example, whatever their arguments are taken to be.
 */
export const formulaFolding: Pass = {
  name: "formula folding",
  run: (kernel: Kernel, { flags }: PassOptions) => new Folder({ ...flags, nnan: false, ninf: false }).kernel(kernel),
};

/** The functions that have cheaper forms. */
const CALLS: Readonly<Record<string, Simplification | undefined>> = { pow: powerByConstant, ...extremes };

/** Simplifications of these make sums of sums again, as reductions need. */
const SUMS: ReadonlySet<OperationName> = new Set(["add", "sub"]);

class Folder extends Rewriter {
  /** The accumulators of the loop at hand and what is made from them: they allow of no other operation. */
  readonly #accumulators = new Set<Value>();

  /** Where simplifications add what they need: it keeps the place in the source of what it replaces. */
  #place: { readonly into: RegionBuilder; readonly options: NodeOptions } | undefined;
  readonly #context: Simplifying;

  constructor(flags: Fastmath) {
    super();
    const add = (operation: OperationName, operands: readonly Value[]) =>
      this.#place!.into.operation(operation, operands, this.#place!.options);
    this.#context = { into: { operation: add }, flags };
  }

  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    loop.reductions.forEach(({ carried }) => this.#accumulators.add(carried));
    return super.parallel(loop, into);
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const folded = evaluateConstant(instruction);
    if (folded) return folded;
    if (instruction.operands.some((operand) => this.#accumulators.has(operand))) {
      this.#accumulators.add(instruction);
      if (instruction.kind === "operation" && !SUMS.has(instruction.operation)) return into.add(instruction);
    }
    const simplify: Simplification | undefined = instruction.kind === "operation"
      ? simplifications[instruction.operation]
      : CALLS[instruction.callee.name];
    this.#place = { into, options: { name: instruction.name, span: instruction.span } };
    const value = simplify?.(instruction.operands, this.#context) ?? into.add(instruction);
    if (this.#accumulators.has(instruction)) this.#accumulators.add(value);
    return value;
  }

  override loop(instruction: Loop, into: RegionBuilder): readonly Value[] {
    const marked = instruction.initial.map((value) => this.#accumulators.has(this.read(value)));
    marked.forEach((isMarked, k) => isMarked && this.#accumulators.add(instruction.carried[k]));
    const results = super.loop(instruction, into);
    marked.forEach((isMarked, k) => isMarked && this.#accumulators.add(results[k]));
    return results;
  }

  override if(instruction: If, into: RegionBuilder): readonly Value[] {
    const condition = this.read(instruction.condition);
    if (condition.kind !== "constant") {
      const results = super.if(instruction, into);
      instruction.then.results.forEach((value, k) => {
        if (this.#accumulators.has(this.read(value))) this.#accumulators.add(results[k]);
      });
      return results;
    }
    const taken = condition.value ? instruction.then : instruction.otherwise;
    this.instructions(taken, into);
    return taken.results.map((value) => this.read(value));
  }
}

function evaluateConstant(instruction: Operation | Call): Value | null {
  const values: (number | boolean | bigint)[] = [];
  for (const operand of instruction.operands) {
    if (operand.kind !== "constant") return null;
    values.push(operand.value);
  }
  return constant(
    instruction.kind === "call"
      ? instruction.callee.evaluate(...values as number[])
      : operations[instruction.operation].evaluate(...values),
    instruction.type,
  );
}
