import { IDENTITY, type ReductionKind } from "../../ir/mod.ts";
import type { LoopRunner } from "../../codegen/target.ts";
import { combineInitial, PairwiseTree } from "./pairwise.ts";
import { BLOCK } from "./plan.ts";

/** What a reducer must know of a request. */
export interface Iterations {
  readonly loop: number;
  readonly start: number;
  readonly count: number;
}

/** Runs a run of blocks one at a time, so that whoever calls can look around in between, and reduces their partials. */
export class BlockReducer {
  readonly #runner: LoopRunner;
  readonly #kinds: readonly ReductionKind[];
  readonly #tree: PairwiseTree;
  readonly #identities: Float64Array;
  readonly #accumulators: Float64Array;
  #iterations: Iterations = { loop: 0, start: 0, count: 0 };
  #block = 0;
  #end = 0;

  /** @param kinds The reductions of the loop that it is for; the runner is bound by whoever calls. */
  constructor(runner: LoopRunner, kinds: readonly ReductionKind[]) {
    this.#runner = runner;
    this.#kinds = kinds;
    this.#tree = new PairwiseTree(kinds);
    this.#identities = Float64Array.from(kinds, (kind) => IDENTITY[kind]);
    this.#accumulators = new Float64Array(kinds.length);
  }

  /** Begins the blocks from `first` to before `end`. */
  begin(iterations: Iterations, first: number, end: number): void {
    this.#iterations = iterations;
    this.#tree.clear();
    this.#block = first;
    this.#end = end;
  }

  /** How many reductions there are. */
  get width(): number {
    return this.#kinds.length;
  }

  /** Whether blocks are left. */
  get more(): boolean {
    return this.#block < this.#end;
  }

  /** Runs the next block. */
  step(): void {
    const { loop, start, count } = this.#iterations;
    const done = this.#block * BLOCK;
    this.#accumulators.set(this.#identities);
    this.#runner.run(loop, start + done, Math.min(BLOCK, count - done), this.#accumulators, 0);
    this.#tree.push(this.#accumulators, 0);
    this.#block++;
  }

  /** Writes the partials of the blocks that were run. */
  partials(out: Float64Array, offset: number): void {
    this.#tree.root(out, offset);
  }

  /** The loop's values, if all of its blocks were run. */
  values(initial: Float64Array): Float64Array {
    return combineInitial(this.#kinds, this.#tree, initial);
  }
}
