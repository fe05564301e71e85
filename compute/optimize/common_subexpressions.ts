import type { Call, Constant, Guard, Kernel, Operation, Region, RegionBuilder, Value } from "../ir/mod.ts";
import type { Pass } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/** Computes once what is computed twice of the same operands, where the first dominates the second. */
export const commonSubexpressionElimination: Pass = {
  name: "common subexpression elimination",
  run: (kernel: Kernel) => new Merger().kernel(kernel),
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

  override region(region: Region): Region {
    this.#scopes.unshift(new Map());
    const copy = super.region(region);
    this.#scopes.shift();
    return copy;
  }

  override value(instruction: Operation | Call, into: RegionBuilder): Value {
    const key = this.#key(instruction);
    for (const scope of this.#scopes) {
      const known = scope.get(key);
      if (known) return known;
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
    const key = value.kind !== "constant" ? value : Object.is(value.value, -0) ? "-0" : value.value;
    let number = this.#numbers.get(key);
    if (number === undefined) this.#numbers.set(key, number = this.#numbers.size);
    return number;
  }
}
