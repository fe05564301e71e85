import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { combineGroups, PairwiseTree } from "../../../compute/backends/engine/pairwise.ts";
import type { ReductionKind } from "../../../compute/ir/mod.ts";

const KINDS: readonly ReductionKind[] = ["sum", "product"];
const leaves = fc.array(
  fc.tuple(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), fc.double({ noNaN: true, min: 0.5, max: 2 })),
  {
    minLength: 1,
    maxLength: 200,
  },
);

/** The tree by its definition: the left subtree is the largest full one. */
function byRecursion(values: readonly number[], combine: (a: number, b: number) => number): number {
  if (values.length === 1) return values[0];
  const left = 2 ** Math.ceil(Math.log2(values.length) - 1);
  return combine(byRecursion(values.slice(0, left), combine), byRecursion(values.slice(left), combine));
}

function rootOf(partials: Float64Array): Float64Array {
  const tree = new PairwiseTree(KINDS);
  for (let at = 0; at < partials.length; at += 2) tree.push(partials, at);
  const root = new Float64Array(2);
  tree.root(root, 0);
  return root;
}

Deno.test("leaves are combined in a tree that their number alone decides", () => {
  fc.assert(fc.property(leaves, (pairs) => {
    const root = rootOf(Float64Array.from(pairs.flat()));
    assertEquals(root[0], byRecursion(pairs.map(([sum]) => sum), (a, b) => a + b));
    assertEquals(root[1], byRecursion(pairs.map(([, product]) => product), (a, b) => a * b));
  }));
});

Deno.test("combining in groups of any power of two gives the same bits", () => {
  fc.assert(fc.property(leaves, fc.integer({ min: 0, max: 8 }), (pairs, level) => {
    const all = Float64Array.from(pairs.flat());
    const width = 2 * 2 ** level;
    const groups = Math.ceil(all.length / width);
    const partials = new Float64Array(2 * groups);
    for (let g = 0; g < groups; g++) partials.set(rootOf(all.subarray(g * width, (g + 1) * width)), 2 * g);
    assertEquals(combineGroups(KINDS, partials, groups, Float64Array.of(-0, 1)), rootOf(all));
  }));
});

Deno.test("no leaves leave the reductions where they start, zero's sign included", () => {
  assertEquals(combineGroups(KINDS, new Float64Array(0), 0, Float64Array.of(-0, 3)), Float64Array.of(-0, 3));
});

Deno.test("a tree can be cleared and used again", () => {
  const tree = new PairwiseTree(["sum"]);
  const out = new Float64Array(1);
  for (const values of [[1, 2, 3], [4]]) {
    tree.clear();
    values.forEach((value) => tree.push(Float64Array.of(value), 0));
    tree.root(out, 0);
    assertEquals(out[0], values.reduce((a, b) => a + b));
  }
});
