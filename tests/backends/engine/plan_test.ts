import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BLOCK, MAX_GROUPS, planBlocks } from "../../../compute/backends/engine/plan.ts";

Deno.test("groups cover all blocks, are powers of two, and fit the board", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 54, noNaN: true }), (exponent) => {
    const count = Math.floor(2 ** exponent);
    const { blocks, blocksPerGroup, groups } = planBlocks(count);
    assert((blocks - 1) * BLOCK < count && count <= blocks * BLOCK);
    assert((groups - 1) * blocksPerGroup < blocks && blocks <= groups * blocksPerGroup);
    assert(Number.isInteger(Math.log2(blocksPerGroup)));
    assert(groups <= MAX_GROUPS);
  }));
});

Deno.test("small loops have groups of one block, an empty one has none", () => {
  assertEquals(planBlocks(0), { blocks: 0, blocksPerGroup: 1, groups: 0 });
  assertEquals(planBlocks(1), { blocks: 1, blocksPerGroup: 1, groups: 1 });
  assertEquals(planBlocks(MAX_GROUPS * BLOCK).blocksPerGroup, 1);
  assertEquals(planBlocks(MAX_GROUPS * BLOCK + 1), { blocks: MAX_GROUPS + 1, blocksPerGroup: 2, groups: 2049 });
});
