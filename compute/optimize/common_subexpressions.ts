import type { Span } from "../errors.ts";
import type { Call, Constant, Guard, Kernel, Operation, Region, RegionBuilder, Value } from "../ir/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/** Computes once what is computed twice of the same operands, where the first dominates the second. */
export const commonSubexpressionElimination: Pass = {
  name: "common subexpression elimination",
  run: (kernel: Kernel, { note }: PassOptions) => new Merger(note).kernel(kernel),
};

const COMMUTATIVE = new Set([
  "add",
  "mul",
  "min",
  "max",
  "eq",
  "ne",
  "and",
  "or",
  "addBits",
  "andBits",
  "orBits",
  "xorBits",
]);

class Merger extends Rewriter {
  /** What has been computed, innermost region first. */
  #scopes: Map<string, Value>[] = [];
  readonly #numbers = new Map<Value | Constant["value"] | "-0", number>();

  constructor(readonly note: NoteSink) {
    super();
  }

  override region(region: Region): Region {
    this.#scopes.unshift(new Map());
    const copy = super.region(region);
    this.#scopes.shift();
    return copy;
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const key = this.#key(instruction);
    const known = this.#scopes.find((scope) => scope.has(key))?.get(key);
    if (known) {
      if (instruction.span) this.note?.({ kind: "shared", span: instruction.span, first: spanOf(known) });
      return known;
    }
    this.#scopes[0].set(key, instruction);
    return into.add(instruction);
  }

  /** States each guard once. */
  override guard(guard: Guard, into: RegionBuilder): void {
    if (this.#scopes.some((scope) => scope.has(this.#guardKey(guard)))) return;
    this.#scopes[0].set(this.#guardKey(guard), guard.condition);
    into.add(guard);
  }

  #guardKey(guard: Guard): string {
    return `guard ${this.#number(guard.condition)}`;
  }

  #key(instruction: Operation | Call): string {
    const name = instruction.kind === "call" ? instruction.callee.name : instruction.operation;
    const operands = instruction.operands.map((operand) => this.#number(operand));
    if (COMMUTATIVE.has(name)) operands.sort((x, y) => x - y);
    return `${instruction.kind} ${name} ${operands.join(" ")}`;
  }

  /** Equal constants have equal numbers; NaNs are all equal, zeros are not. */
  #number(value: Value): number {
    const key = value.kind !== "constant" ? value : Object.is(value.value, -0) ? "-0" : value.value;
    if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.get(key)!;
  }
}

function spanOf(value: Value): Span | undefined {
  return "span" in value ? value.span : undefined;
}
