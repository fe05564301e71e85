import {
  type Instruction,
  type Loop,
  type Parallel,
  parametersOf,
  readBy,
  type Region,
  regionsOf,
  someInstruction,
  type Value,
} from "./types.ts";

/**
 * The values that may differ between the iterations of a parallel loop. All others are uniform: what is defined outside,
 * what is made of that, and what sequential loops carry that is the same in all iterations that still take turns, such as
 * their count. Of loops that iterations leave one by one that is so as long as nobody reads it after them. Undefined
 * where there are no sequential loops: invariants have left the body.
 */
export function varyingIn(loop: Parallel): ReadonlySet<Value> | undefined {
  return someInstruction(loop.body, ({ kind }) => kind === "loop") ? new Uniformity(loop).varying : undefined;
}

class Uniformity {
  readonly varying: Set<Value>;
  readonly #read = new Set<Value>();

  constructor({ index, reductions, body, fallback, strip }: Parallel) {
    this.varying = new Set([index, ...reductions.map(({ carried }) => carried), ...(strip ? parametersOf(strip) : [])]);
    const regions = fallback ? [body, fallback] : [body];
    regions.forEach((region) => this.#noteReads(region));
    regions.forEach((region) => this.#note(region));
  }

  #noteReads({ instructions, results }: Region): void {
    for (const one of instructions) {
      readBy(one).forEach((value) => this.#read.add(value));
      regionsOf(one).forEach((region) => this.#noteReads(region));
    }
    results.forEach((value) => this.#read.add(value));
  }

  #note({ instructions }: Region): void {
    for (const one of instructions) this.#noteInstruction(one);
  }

  #noteInstruction(one: Instruction): void {
    switch (one.kind) {
      case "operation":
      case "call":
        if (one.operands.some((operand) => this.varying.has(operand))) this.varying.add(one);
        break;
      case "if":
        this.#note(one.then);
        this.#note(one.otherwise);
        // Those of uniform conditions would be uniform, but are not worth to be told apart.
        one.results.forEach((result) => this.varying.add(result));
        break;
      case "loop":
        this.#noteLoop(one);
        break;
      case "guard":
      case "parallel":
        break;
    }
  }

  /** What a loop carries is taken for uniform until it turns out not to be. */
  #noteLoop({ initial, carried, test, body, results }: Loop): void {
    const { varying } = this;
    initial.forEach((value, k) => varying.has(value) && varying.add(carried[k]));
    for (let before = -1; before < varying.size;) {
      before = varying.size;
      this.#note(test);
      this.#note(body);
      const isLeft = varying.has(test.results[0]);
      carried.forEach((parameter, k) => {
        if (varying.has(body.results[k]) || (isLeft && this.#read.has(results[k]))) varying.add(parameter);
      });
    }
    carried.forEach((parameter, k) => varying.has(parameter) && varying.add(results[k]));
  }
}
