import type { ReductionKind } from "../../ir/mod.ts";

/** Iterations of a block, at most. */
export const LONGEST_BLOCK = 2 ** 17;

/**
 * Blocks that a loop is cut into, at least, where they needn't be shorter than 2^14 iterations for it: for balance. With
 * 2^14 iterations a block of the cheapest bodies takes 2 µs, of which a fifth is spent around them.
 */
const ENOUGH_BLOCKS = 64;
const SHORT_BLOCK = 2 ** 14;

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
  const affordable = powerOfTwoWithin(BLOCK_COST / cost);
  const balanced = Math.max(SHORT_BLOCK, powerOfTwoWithin(count / ENOUGH_BLOCKS));
  const blockLength = Math.max(SHORTEST_BLOCK, Math.min(LONGEST_BLOCK, balanced, affordable));
  const blocks = Math.ceil(count / blockLength);
  let blocksPerGroup = 1;
  while (blocks / blocksPerGroup > MAX_GROUPS) blocksPerGroup *= 2;
  return { blockLength, blocks, blocksPerGroup, groups: Math.ceil(blocks / blocksPerGroup) };
}

/** The largest power of two that is not above a number; 0 for 0. */
function powerOfTwoWithin(x: number): number {
  return 2 ** Math.floor(Math.log2(x));
}
