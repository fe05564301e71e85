import {
  type Call,
  isValue,
  type Kernel,
  type Operation,
  type Parallel,
  type Parameter,
  parameter,
  type Region,
  RegionBuilder,
  type Strip,
  type Value,
} from "../ir/mod.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Under `reassoc`, multiplies what a strip's header computes by the factors that its products and polynomials get in the
 * body, once per strip instead of once per sample: most integrals have such a factor, the length of a step.
 */
export const factorHoisting: Pass = {
  name: "factor hoisting",
  run: (kernel: Kernel, { flags }: PassOptions) => flags.reassoc ? new FactorHoister().kernel(kernel) : kernel,
};

class FactorHoister extends Rewriter {
  override parallel(loop: Parallel, into: RegionBuilder): Parallel {
    const copy = super.parallel(loop, into);
    const { strip, body, near } = copy;
    return {
      ...copy,
      ...(strip && hoistFactors(copy, strip, body)),
      ...(near && { near: hoistFactors(copy, near.strip, near.body) }),
    };
  }
}

function hoistFactors({ index, reductions }: Parallel, strip: Strip, body: Region): { strip: Strip; body: Region } {
  if (!body.instructions.every((instruction) => isValue(instruction) || instruction.kind === "guard")) {
    return { strip, body };
  }
  const varying = [index, ...reductions.map(({ carried }) => carried), ...strip.entries, ...strip.invariants];
  const scaler = new Scaler(strip, varying, body);
  const scaled = scaler.region(body);
  return { strip: scaler.finish(), body: scaled };
}

/** Scales products, sums and polynomials of what the header computes. */
class Scaler extends Rewriter {
  readonly #inside: Set<Value>;
  /** What the body reads of the header, as the header has it. */
  readonly #results: Map<Value, Value>;
  readonly #uses = new Map<Value, number>();
  readonly #header = new RegionBuilder();
  readonly #added = new Map<Value, Map<Value, { invariant: Parameter; value: Value }>>();

  constructor(readonly from: Strip, varying: readonly Value[], body: Region) {
    super();
    this.#inside = new Set(varying);
    this.#results = new Map(from.invariants.map((invariant, v) => [invariant, from.header.results[v]]));
    from.header.instructions.forEach((instruction) => this.#header.add(instruction));
    const operands = body.instructions.flatMap((instruction) => isValue(instruction) ? instruction.operands : []);
    for (const value of [...operands, ...body.results]) this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1);
    body.instructions.forEach((instruction) => isValue(instruction) && this.#inside.add(instruction));
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const value = this.#product(instruction, into) ?? into.add(instruction);
    this.#inside.add(value);
    return value;
  }

  override replace(from: Value, to: Value): void {
    super.replace(from, to);
    this.#uses.set(to, this.#uses.get(from) ?? 0);
  }

  finish(): Strip {
    const added = [...this.#added.values()].flatMap((ofValue) => [...ofValue.values()]);
    return {
      ...this.from,
      header: this.#header.finish([...this.from.header.results, ...added.map(({ value }) => value)]),
      invariants: [...this.from.invariants, ...added.map(({ invariant }) => invariant)],
    };
  }

  #product(instruction: Operation | Call, into: RegionBuilder): Value | null {
    if (instruction.kind !== "operation" || instruction.operation !== "mul") return null;
    const [x, y] = instruction.operands;
    return this.#times(x, y, into) ?? this.#times(y, x, into);
  }

  /** A value times another: what the header can multiply is multiplied there. */
  #times(value: Value, factor: Value, into: RegionBuilder): Value | null {
    if (this.#isOfHeader(factor)) return this.#scaled(value, factor, into);
    if (factor.kind !== "operation" || factor.operation !== "mul" || this.#uses.get(factor) !== 1) return null;
    for (const [known, other] of [factor.operands, factor.operands.toReversed()]) {
      const scaled = this.#isOfHeader(known) && this.#scaled(value, known, into);
      if (scaled) return into.operation("mul", [scaled, other]);
    }
    return null;
  }

  /** Whether the header knows a value: as its result, or from outside of the loop. */
  #isOfHeader(value: Value): boolean {
    return this.#results.has(value) || !this.#inside.has(value);
  }

  /** A value times a factor, with as many operations as the value alone; null where there is no way. */
  #scaled(value: Value, factor: Value, into: RegionBuilder): Value | null {
    if (this.#results.has(value)) return this.#invariant(value, factor);
    if (value.kind !== "operation" || this.#uses.get(value) !== 1) return null;
    const { operation, operands, name } = value;
    const [x, y, z] = operands;
    const rebuilt = (...operands: (Value | null)[]) => {
      if (!operands.every((operand) => operand !== null)) return null;
      const product = into.operation(operation, operands, { name });
      this.#inside.add(product);
      this.#uses.set(product, 1);
      return product;
    };
    switch (operation) {
      case "add":
      case "sub":
        return rebuilt(this.#term(x, factor, into), this.#term(y, factor, into));
      case "mul":
        return rebuilt(this.#scaled(x, factor, into), y) ?? rebuilt(x, this.#scaled(y, factor, into));
      case "madd": {
        const sum = this.#term(z, factor, into);
        return rebuilt(this.#scaled(x, factor, into), y, sum) ?? rebuilt(x, this.#scaled(y, factor, into), sum);
      }
      default:
        return null;
    }
  }

  /** In a sum, constants and what is defined outside of the loop can be scaled as well. */
  #term(value: Value, factor: Value, into: RegionBuilder): Value | null {
    return this.#isOfHeader(value) ? this.#invariant(value, factor) : this.#scaled(value, factor, into);
  }

  #invariant(value: Value, factor: Value): Value {
    const known = this.#added.get(value) ?? new Map<Value, { invariant: Parameter; value: Value }>();
    this.#added.set(value, known);
    let scaled = known.get(factor);
    if (!scaled) {
      const operands = [value, factor].map((operand) => this.#results.get(operand) ?? operand);
      scaled = { invariant: parameter("scaled"), value: this.#header.operation("mul", operands) };
      known.set(factor, scaled);
      this.#inside.add(scaled.invariant);
      this.#results.set(scaled.invariant, scaled.value);
    }
    return scaled.invariant;
  }
}
