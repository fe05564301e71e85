import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { combineGroups, nodeLength, PairwiseTree } from "../../../compute/backends/engine/pairwise.ts";
import { COMBINE, IDENTITY, type ReductionKind } from "../../../compute/ir/mod.ts";
import { exactly, sumOf, toFloat } from "./exact_sum.ts";

const KINDS = Object.keys(COMBINE) as ReductionKind[];
const WIDTH = KINDS.length;
const U = 2 ** -53;

/** A few factors near 1, so that no product leaves the range. */
const terms: Readonly<Partial<Record<ReductionKind, fc.Arbitrary<number>>>> = {
  product: fc.double({ noNaN: true, min: 0.5, max: 2 }),
};
const anything = fc.double({ noNaN: true, min: -1e3, max: 1e3 });
const leaves = fc.array(fc.tuple(...KINDS.map((kind) => terms[kind] ?? anything)), { minLength: 1, maxLength: 200 });

/** Sums that cancel: terms of very different sizes, and their opposites. */
const cancelling = fc.array(fc.tuple(fc.integer({ min: -200, max: 200 }), fc.double({ noNaN: true, min: 1, max: 2 })), {
  minLength: 1,
  maxLength: 100,
}).chain((parts) => {
  const values = parts.map(([exponent, mantissa]) => mantissa * 2 ** exponent);
  return fc.shuffledSubarray([...values, ...values.map((value) => -value), 1, 2 ** -60], { minLength: 1 });
});

/** The tree by its definition: the left subtree is the largest full one. */
function byRecursion(values: readonly number[], combine: (a: number, b: number) => number): number {
  if (values.length === 1) return values[0];
  const left = 2 ** Math.ceil(Math.log2(values.length) - 1);
  return combine(byRecursion(values.slice(0, left), combine), byRecursion(values.slice(left), combine));
}

function treeOf(kinds: readonly ReductionKind[], partials: ArrayLike<number>): PairwiseTree {
  const tree = new PairwiseTree(kinds);
  for (let at = 0; at < partials.length; at += kinds.length) tree.push(partials, at);
  return tree;
}

const identities = KINDS.map((kind) => IDENTITY[kind]);

function sum(values: readonly number[], initial = -0): number {
  return treeOf(["sum"], values).values([initial])[0];
}

Deno.test("leaves are combined in a tree that their number alone decides", () => {
  fc.assert(fc.property(leaves, (rows) => {
    const values = treeOf(KINDS, rows.flat()).values(identities);
    KINDS.forEach((kind, r) => {
      if (kind !== "sum") assertEquals(values[r], byRecursion(rows.map((row) => row[r]), COMBINE[kind]));
    });
  }));
});

Deno.test("combining in groups of any power of two gives the same bits", () => {
  fc.assert(fc.property(leaves, fc.integer({ min: 0, max: 8 }), (rows, level) => {
    const all = rows.flat();
    const size = WIDTH * 2 ** level;
    const groups = Math.ceil(all.length / size);
    const nodes = new Float64Array(nodeLength(KINDS) * groups);
    for (let g = 0; g < groups; g++) {
      treeOf(KINDS, all.slice(g * size, (g + 1) * size)).root(nodes, nodeLength(KINDS) * g);
    }
    assertEquals(combineGroups(KINDS, nodes, groups, identities), treeOf(KINDS, all).values(identities));
  }));
});

Deno.test("a sum is as good as if it had been rounded once, unless it cancels to next to nothing", () => {
  fc.assert(fc.property(cancelling, anything, (values, initial) => {
    const exact = sumOf([initial, ...values]);
    const magnitude = toFloat(sumOf([initial, ...values].map(Math.abs)));
    const height = Math.ceil(Math.log2(values.length)) + 1;
    const error = Math.abs(toFloat(sumOf([sum(values, initial)], exact)));
    assert(error <= U * Math.abs(toFloat(exact)) + 2 * (U * height) ** 2 * magnitude);
  }));
});

Deno.test("small sums survive between large ones", () => {
  assertEquals(sum([2 ** 54, 1, -(2 ** 54)]), 1);
  assertEquals(sum([1e300, 1, -1e300, 2 ** -70]), 1 + 2 ** -70);
  assertEquals(sum([1, 2 ** 60], -(2 ** 60)), 1);
  assertEquals(toFloat(exactly(0.1)), 0.1);
});

Deno.test("infinities, NaN and zeros come out as in a plain sum", () => {
  assertEquals(sum([1, Infinity, 2, 3]), Infinity);
  assertEquals(sum([1, -Infinity, 2, 3], 7), -Infinity);
  assertEquals(sum([Infinity, 1, -Infinity]), NaN);
  assertEquals(sum([1, NaN, 2]), NaN);
  assertEquals(sum([1, 2], Infinity), Infinity);
  assertEquals(sum([1e308, 1e308, 1]), Infinity);
  assertEquals(sum([-0, -0, -0]), -0);
  assertEquals(sum([-0, 0]), 0);
  assertEquals(sum([1, -1]), 0);
});

Deno.test("no leaves leave the reductions where they start, zero's sign included", () => {
  assertEquals(combineGroups(["sum", "product"], [], 0, [-0, 3]), Float64Array.of(-0, 3));
});

Deno.test("a tree can be cleared and used again", () => {
  const tree = new PairwiseTree(["sum"]);
  for (const values of [[1, 2, 3], [4]]) {
    tree.clear();
    values.forEach((value) => tree.push([value], 0));
    assertEquals(tree.values([-0])[0], values.reduce((a, b) => a + b));
  }
});
