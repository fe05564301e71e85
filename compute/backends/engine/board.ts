import type { LoopRequest } from "../../codegen/target.ts";
import { UnsupportedError } from "../../errors.ts";
import { nodeLength } from "./pairwise.ts";
import { type BlockPlan, type LoopShape, MAX_GROUPS } from "./plan.ts";

/** The words of a board; after them, each participant's count of blocks, on a cache line of its own. */
const ABORT = 0;
const NEXT_GROUP = 1;
const GROUPS_DONE = 2;
const LINE = 16;

/** The numbers of a board: loop, start, count, number of captures; then the captures, then the groups' nodes. */
const CAPTURES = 4;
const MAX_CAPTURES = 1020;
const NODES = CAPTURES + MAX_CAPTURES;

/** The shared memory of a board, to be sent to threads. */
export interface BoardMemory {
  readonly words: Int32Array;
  readonly numbers: Float64Array;
}

/**
 * The shared memory through which threads run one loop together: what is to be run, the counter from which groups are
 * claimed, the abort word, progress, and the groups' nodes. One loop at a time.
 */
export class Board {
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;

  /** @param memory Made by `createBoardMemory`, on this thread or another. */
  constructor(memory: BoardMemory) {
    this.#words = memory.words;
    this.#numbers = memory.numbers;
  }

  /** Posts a loop, for threads that are started after this. */
  post({ loop, start, count, captures }: LoopRequest): void {
    if (captures.length > MAX_CAPTURES) {
      throw new UnsupportedError(
        `a parallel loop reads ${captures.length} values from around it: at most ${MAX_CAPTURES} can be shared`,
      );
    }
    this.#words.fill(0);
    this.#numbers.set([loop, start, count, captures.length]);
    this.#numbers.set(captures, CAPTURES);
  }

  /** Reads what was posted, but for where the reductions start. */
  read(): Omit<LoopRequest, "initial"> {
    const [loop, start, count, captures] = this.#numbers;
    return { loop, start, count, captures: [...this.#numbers.subarray(CAPTURES, CAPTURES + captures)] };
  }

  /** Claims the next group; one at or beyond the plan's means that none is left. */
  claim(): number {
    return Atomics.add(this.#words, NEXT_GROUP, 1);
  }

  /** Whether all of a number of groups have been claimed. */
  claimed(groups: number): boolean {
    return Atomics.load(this.#words, NEXT_GROUP) >= groups;
  }

  /** Has every participant stop before its next block. */
  abort(): void {
    Atomics.store(this.#words, ABORT, 1);
  }

  get aborted(): boolean {
    return Atomics.load(this.#words, ABORT) !== 0;
  }

  /** Notes how many blocks of its group a participant has done. */
  noteBlocks(participant: number, blocks: number): void {
    Atomics.store(this.#words, LINE * (participant + 1), blocks);
  }

  /** Notes that a participant's group is done. */
  noteGroup(participant: number): void {
    Atomics.store(this.#words, LINE * (participant + 1), 0);
    Atomics.add(this.#words, GROUPS_DONE, 1);
  }

  /** The share of the posted loop, cut by this plan, that is done; may seem to step back while a group is noted. */
  progress(plan: BlockPlan): number {
    let blocks = Atomics.load(this.#words, GROUPS_DONE) * plan.blocksPerGroup;
    for (let word = LINE; word < this.#words.length; word += LINE) blocks += Atomics.load(this.#words, word);
    return Math.min(1, blocks / plan.blocks);
  }

  /** The groups' nodes of the tree, one after the other. */
  get nodes(): Float64Array {
    return this.#numbers.subarray(NODES);
  }
}

/**
 * Makes the memory of a board.
 *
 * @param participants How many threads may run a loop together.
 */
export function createBoardMemory(participants: number, loops: readonly LoopShape[]): BoardMemory {
  const node = Math.max(1, ...loops.map(({ kinds }) => nodeLength(kinds)));
  return {
    words: new Int32Array(new SharedArrayBuffer(LINE * (participants + 1) * Int32Array.BYTES_PER_ELEMENT)),
    numbers: new Float64Array(new SharedArrayBuffer((NODES + MAX_GROUPS * node) * Float64Array.BYTES_PER_ELEMENT)),
  };
}
