import {
  type If,
  type Kernel,
  type Loop,
  type OperationName,
  RegionBuilder,
  type Type,
  type Value,
} from "../ir/mod.ts";
import type { NoteSink } from "./notes.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { Rewriter } from "./rewriter.ts";

/**
 * Inside of parallel loops, computes both branches of each `if` and selects between their results, as lanes that
 * decide differently must. No operation traps, so that computing the branch not taken is safe; a sequential loop there
 * takes no turn.
 */
export const ifConversion: Pass = {
  name: "if-conversion",
  run: (kernel: Kernel, { note }: PassOptions) => new Flattener(note).kernel(kernel),
};

const SELECT: Record<Type, OperationName> = {
  f64: "select",
  bool: "selectBool",
  i32: "selectI32",
  bits: "selectBits",
};

class Flattener extends Rewriter {
  /** On which the instruction at hand depends, within the innermost sequential loop. */
  #conditions: Value[] = [];

  constructor(readonly note: NoteSink) {
    super();
  }

  override if(instruction: If, into: RegionBuilder): readonly Value[] {
    if (!this.inLoop) return super.if(instruction, into);
    const condition = this.read(instruction.condition);
    this.#taken(condition, () => this.instructions(instruction.then, into));
    this.#taken(into.operation("not", [condition]), () => this.instructions(instruction.otherwise, into));
    const { span } = instruction;
    this.note?.({ kind: "flattened", span });
    return instruction.results.map((result, k) => {
      const then = this.read(instruction.then.results[k]);
      const otherwise = this.read(instruction.otherwise.results[k]);
      return into.operation(SELECT[result.type], [condition, then, otherwise], { name: result.name, span });
    });
  }

  override loop(instruction: Loop, into: RegionBuilder): readonly Value[] {
    const conditions = this.#conditions;
    if (!this.inLoop || conditions.length === 0) return super.loop(instruction, into);
    const initial = instruction.initial.map((value) => this.read(value));
    const test = new RegionBuilder();
    this.instructions(instruction.test, test);
    const holds = [...conditions, this.read(instruction.test.results[0])]
      .reduce((left, right) => test.operation("and", [left, right]));
    // Where the body runs, the conditions around the loop hold.
    this.#conditions = [];
    into.add({ ...instruction, initial, test: test.finish([holds]), body: this.region(instruction.body) });
    this.#conditions = conditions;
    return instruction.results;
  }

  /** Flattens a branch; its condition is known to the loops in it. */
  #taken(condition: Value, flatten: () => void): void {
    this.#conditions.push(condition);
    flatten();
    this.#conditions.pop();
  }
}
