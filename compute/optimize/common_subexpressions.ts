import type { Span } from "../errors.ts";
import type { Call, Constant, Guard, Kernel, Loop, Operation, Region, RegionBuilder, Value } from "../ir/mod.ts";
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
  readonly #numbers = new Map<Value | Constant["value"] | string, number>();

  constructor(readonly note: NoteSink) {
    super();
  }

  override region(region: Region): Region {
    this.#scopes.unshift(new Map());
    const copy = super.region(region);
    this.#scopes.shift();
    return copy;
  }

  /** A loop's body sees what its test computed. */
  override loop(instruction: Loop, into: RegionBuilder): readonly Value[] {
    const initial = instruction.initial.map((value) => this.read(value));
    this.#scopes.unshift(new Map());
    const test = super.region(instruction.test);
    const body = this.region(instruction.body);
    this.#scopes.shift();
    into.add({ ...instruction, initial, test, body });
    return instruction.results;
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const key = this.#key(instruction);
    for (const scope of this.#scopes) {
      const known = scope.get(key);
      if (!known) continue;
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
    const { operands } = instruction;
    const name = instruction.kind === "call" ? `call ${instruction.callee.name}` : instruction.operation;
    if (operands.length === 2) {
      const x = this.#number(operands[0]);
      const y = this.#number(operands[1]);
      return COMMUTATIVE.has(name) && y < x ? `${name} ${y} ${x}` : `${name} ${x} ${y}`;
    }
    let key: string = name;
    for (const operand of operands) key += ` ${this.#number(operand)}`;
    return key;
  }

  /** Equal constants have equal numbers; NaNs are all equal, zeros are not. */
  #number(value: Value): number {
    const key = value.kind !== "constant" ? value : value.type === "i32" ? `i32 ${value.value}` : zeroKey(value);
    if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.get(key)!;
  }
}

function zeroKey({ value }: Constant): Constant["value"] | string {
  return Object.is(value, -0) ? "-0" : value;
}

function spanOf(value: Value): Span | undefined {
  return "span" in value ? value.span : undefined;
}
