import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { LONGEST_BLOCK, MAX_GROUPS, planBlocks } from "../../../compute/backends/engine/plan.ts";

const exponents = (max: number) => fc.double({ min: 0, max, noNaN: true });

Deno.test("groups cover all blocks, are powers of two, and fit the board", () => {
  fc.assert(fc.property(exponents(54), exponents(30), (size, expense) => {
    const count = Math.floor(2 ** size);
    const { blockLength, blocks, blocksPerGroup, groups } = planBlocks(count, 2 ** expense);
    assert(Number.isInteger(Math.log2(blockLength)) && blockLength <= LONGEST_BLOCK);
    assert((blocks - 1) * blockLength < count && count <= blocks * blockLength);
    assert((groups - 1) * blocksPerGroup < blocks && blocks <= groups * blocksPerGroup);
    assert(Number.isInteger(Math.log2(blocksPerGroup)));
    assert(groups <= MAX_GROUPS);
  }));
});

Deno.test("small loops have groups of one block, an empty one has none", () => {
  const sizes = (count: number) => {
    const { blocks, blocksPerGroup, groups } = planBlocks(count, 1);
    return { blocks, blocksPerGroup, groups };
  };
  assertEquals(sizes(0), { blocks: 0, blocksPerGroup: 1, groups: 0 });
  assertEquals(sizes(1), { blocks: 1, blocksPerGroup: 1, groups: 1 });
  assertEquals(sizes(MAX_GROUPS * LONGEST_BLOCK).blocksPerGroup, 1);
  assertEquals(sizes(MAX_GROUPS * LONGEST_BLOCK + 1), { blocks: MAX_GROUPS + 1, blocksPerGroup: 2, groups: 2049 });
});

Deno.test("the more an iteration costs, the shorter are blocks, down to a few turns of the loop", () => {
  const lengths = [1, 4, 5, 64, 1000, 1e9, Infinity].map((cost) => planBlocks(1e9, cost).blockLength);
  assertEquals(lengths, [LONGEST_BLOCK, LONGEST_BLOCK, 65536, 8192, 512, 32, 32]);
});

Deno.test("blocks of cheap iterations are long only in loops that have many", () => {
  const lengths = [1e4, 1e6, 2 ** 22, 2 ** 23, 1e9].map((count) => planBlocks(count, 1).blockLength);
  assertEquals(lengths, [16384, 16384, 65536, LONGEST_BLOCK, LONGEST_BLOCK]);
});
