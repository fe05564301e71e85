/**
 * Iterations of a block. Part of what a result's last bits depend on: a block's iterations are added in order or lane
 * by lane, its partial enters the tree. Blocks of 2^13 to 2^15 differ by less than 1 % in time; an abort is seen
 * within one block.
 */
export const BLOCK = 2 ** 14;

/** Groups at most, so that the partials of any n fit a fixed piece of memory. */
export const MAX_GROUPS = 4096;

/** How a loop's iterations are cut: into blocks, and runs of blocks that are claimed together. */
export interface BlockPlan {
  readonly blocks: number;
  /** A power of two, so that a group's partial is a node of the tree over all blocks. */
  readonly blocksPerGroup: number;
  readonly groups: number;
}

/**
 * Cuts `count` iterations; depends on nothing else.
 *
 * @param count An integer in [0, 2^54].
 */
export function planBlocks(count: number): BlockPlan {
  const blocks = Math.ceil(count / BLOCK);
  let blocksPerGroup = 1;
  while (blocks / blocksPerGroup > MAX_GROUPS) blocksPerGroup *= 2;
  return { blocks, blocksPerGroup, groups: Math.ceil(blocks / blocksPerGroup) };
}
