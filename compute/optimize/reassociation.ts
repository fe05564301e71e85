import { type Call, constant, type Kernel, type Operation, type RegionBuilder, type Value } from "../ir/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { wholePower } from "./powers.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Under `reassoc`, joins the constants of sums and of products, (x + 1) + 2 is x + 3, and multiplies what is multiplied
 * often by squaring: x x x x is (x x)^2. It must come before functions are expanded: their formulas take and add large
 * constants, so as to round.
 */
export const reassociation: Pass = {
  name: "reassociation",
  run: (kernel: Kernel, { flags, note }: PassOptions) => flags.reassoc ? new Joiner(note).kernel(kernel) : kernel,
};

/** A value as a constant joined to another by addition or by multiplication. */
interface Joined {
  readonly rest: Value;
  readonly constant: number;
}

/** A value as a power, itself to the first if nothing else. */
interface Power {
  readonly base: Value;
  readonly exponent: number;
}

/** Larger powers are left as they were written. */
const LARGEST_EXPONENT = 64;

class Joiner extends Rewriter {
  /** Of products. */
  readonly #powers = new Map<Value, Power>();

  constructor(readonly note: NoteSink) {
    super();
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    if (instruction.kind === "call") return into.add(instruction);
    const operation = instruction.operation === "sub" ? "add" : instruction.operation;
    if (operation !== "add" && operation !== "mul") return into.add(instruction);
    return this.#repeated(instruction, into) ?? this.#joined(instruction, operation, into);
  }

  /** What is made of one factor alone. */
  #repeated(product: Operation, into: RegionBuilder): Value | null {
    if (product.operation !== "mul") return null;
    const [x, y] = product.operands.map((factor) => this.#powers.get(factor) ?? { base: factor, exponent: 1 });
    const exponent = x.exponent + y.exponent;
    if (x.base !== y.base || exponent > LARGEST_EXPONENT) return null;
    const value = exponent === 2
      ? into.add(product)
      : wholePower(x.base, exponent, (x, y) => into.operation("mul", [x, y]));
    this.#powers.set(value, { base: x.base, exponent });
    return value;
  }

  #joined(instruction: Operation, operation: "add" | "mul", into: RegionBuilder): Value {
    const outer = joined(instruction, operation);
    const inner = outer && joined(outer.rest, operation);
    if (!inner) return into.add(instruction);
    const both = operation === "add" ? outer.constant + inner.constant : outer.constant * inner.constant;
    // What overflows or vanishes together may not do so one after the other.
    if (!Number.isFinite(both) || (operation === "mul" && Math.abs(both) < 2 ** -1022)) return into.add(instruction);
    const { name, span } = instruction;
    this.note?.({ kind: "joined", span });
    return into.operation(operation, [inner.rest, constant(both)], { name, span });
  }
}

/** Takes a sum or product with a constant apart. */
function joined(value: Value, operation: "add" | "mul"): Joined | null {
  if (value.kind !== "operation") return null;
  const [x, y] = value.operands;
  if (value.operation === operation) {
    if (isNumber(y)) return { rest: x, constant: y.value };
    if (isNumber(x)) return { rest: y, constant: x.value };
  }
  if (operation === "add" && value.operation === "sub" && isNumber(y)) return { rest: x, constant: -y.value };
  return null;
}

function isNumber(value: Value): value is Value & { kind: "constant"; value: number } {
  return value.kind === "constant" && typeof value.value === "number";
}
