import type { Span } from "../errors.ts";
import {
  type Call,
  type Guard,
  type Kernel,
  type Loop,
  type Operation,
  type Region,
  type RegionBuilder,
  type Value,
  ValueNumbers,
} from "../ir/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/** Computes once what is computed twice of the same operands, where the first dominates the second. */
export const commonSubexpressionElimination: Pass = {
  name: "common subexpression elimination",
  run: (kernel: Kernel, { note }: PassOptions) => new Merger(note).kernel(kernel),
};

class Merger extends Rewriter {
  /** What has been computed, innermost region first. */
  #scopes: Map<string, Value>[] = [];
  readonly #numbers = new ValueNumbers();

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
    const name = instruction.kind === "call" ? `call ${instruction.callee.name}` : instruction.operation;
    const key = this.#numbers.key(name, instruction.operands);
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
    return `guard ${this.#numbers.of(guard.condition)}`;
  }
}

function spanOf(value: Value): Span | undefined {
  return "span" in value ? value.span : undefined;
}
