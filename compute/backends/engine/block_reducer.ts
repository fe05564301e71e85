import { IDENTITY } from "../../ir/mod.ts";
import type { LoopRunner } from "../../codegen/target.ts";
import { nodeLength, PairwiseTree } from "./pairwise.ts";
import { type BlockPlan, type LoopShape, planBlocks } from "./plan.ts";

/** What a reducer must know of a request. */
export interface Iterations {
  readonly loop: number;
  readonly start: number;
  readonly count: number;
}

/** Runs a run of blocks one at a time, so that whoever calls can look around in between, and reduces their partials. */
export class BlockReducer {
  /** How many numbers `node` writes. */
  readonly nodeLength: number;
  readonly #runner: LoopRunner;
  readonly #shape: LoopShape;
  readonly #tree: PairwiseTree;
  readonly #accumulators: Float64Array;
  #iterations: Iterations = { loop: 0, start: 0, count: 0 };
  #blockLength = 0;
  #block = 0;
  #end = 0;

  /** @param shape Of the loop that it is for; the runner is bound by whoever calls. */
  constructor(runner: LoopRunner, shape: LoopShape) {
    this.nodeLength = nodeLength(shape.kinds);
    this.#runner = runner;
    this.#shape = shape;
    this.#tree = new PairwiseTree(shape.kinds);
    this.#accumulators = new Float64Array(shape.kinds.length);
  }

  /** How iterations are cut. */
  plan({ count }: Pick<Iterations, "count">): BlockPlan {
    return planBlocks(count, this.#shape.cost);
  }

  /** Begins the blocks of a plan from `first` to before `end`. */
  begin(iterations: Iterations, { blockLength }: BlockPlan, first: number, end: number): void {
    this.#iterations = iterations;
    this.#blockLength = blockLength;
    this.#tree.clear();
    this.#block = first;
    this.#end = end;
  }

  /** Begins a group of a plan. */
  beginGroup(iterations: Iterations, plan: BlockPlan, group: number): void {
    const first = group * plan.blocksPerGroup;
    this.begin(iterations, plan, first, Math.min(first + plan.blocksPerGroup, plan.blocks));
  }

  /** Whether blocks are left. */
  get more(): boolean {
    return this.#block < this.#end;
  }

  /** Runs the next block. */
  step(): void {
    const { loop, start, count } = this.#iterations;
    const { kinds } = this.#shape;
    const done = this.#block * this.#blockLength;
    for (let r = 0; r < kinds.length; r++) this.#accumulators[r] = IDENTITY[kinds[r]];
    this.#runner.run(loop, start + done, Math.min(this.#blockLength, count - done), this.#accumulators, 0);
    this.#tree.push(this.#accumulators, 0);
    this.#block++;
  }

  /** Writes the node of the tree over the blocks that were run. */
  node(out: Float64Array, offset: number): void {
    this.#tree.root(out, offset);
  }

  /** The loop's values, if all of its blocks were run; the next run overwrites them. */
  values(initial: ArrayLike<number>): Float64Array {
    return this.#tree.values(initial);
  }
}
