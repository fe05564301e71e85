import type { ReductionKind } from "../../ir/mod.ts";

/**
 * Iterations of a block, at most: an abort is seen within one. Blocks of 2^13 to 2^15 cheap iterations differ by less
 * than 1 % in time.
 */
export const LONGEST_BLOCK = 2 ** 14;

/** At least, so that the main loop of compiled code has some turns. */
const SHORTEST_BLOCK = 2 ** 5;

/**
 * What a block should cost at most, in operations: some 20 to 40 µs of compiled code, which costs 50 times what a block
 * costs beside its iterations, and is little beside the 0.12 ms of work from which two threads beat one.
 */
const BLOCK_COST = 2 ** 19;

/** Groups at most, so that the partials of any n fit a fixed piece of memory. */
export const MAX_GROUPS = 4096;

/** What must be known of a loop to run it in blocks. */
export interface LoopShape {
  readonly kinds: readonly ReductionKind[];
  /** What an iteration is estimated to cost, in operations; see `costOf`. */
  readonly cost: number;
  /** Whether an iteration may last, however little it is estimated to cost: it has a sequential loop. */
  readonly mayLast: boolean;
}

/** How a loop's iterations are cut: into blocks, and runs of blocks that are claimed together. */
export interface BlockPlan {
  /** Iterations of each block but the last, which may have fewer. */
  readonly blockLength: number;
  readonly blocks: number;
  /** A power of two, so that a group's partial is a node of the tree over all blocks. */
  readonly blocksPerGroup: number;
  readonly groups: number;
}

/**
 * Cuts iterations. Part of what a result's last bits depend on: a block's iterations are added in order or lane by
 * lane, its partial enters the tree.
 *
 * @param count How many, an integer in [0, 2^54].
 * @param cost Of each, as in `LoopShape`.
 */
export function planBlocks(count: number, cost: number): BlockPlan {
  const affordable = 2 ** Math.floor(Math.log2(BLOCK_COST / cost));
  const blockLength = Math.min(LONGEST_BLOCK, Math.max(SHORTEST_BLOCK, affordable));
  const blocks = Math.ceil(count / blockLength);
  let blocksPerGroup = 1;
  while (blocks / blocksPerGroup > MAX_GROUPS) blocksPerGroup *= 2;
  return { blockLength, blocks, blocksPerGroup, groups: Math.ceil(blocks / blocksPerGroup) };
}
