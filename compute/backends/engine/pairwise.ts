import { COMBINE, IDENTITY, type ReductionKind } from "../../ir/mod.ts";

/** Enough for 2^54 leaves. */
const LEVELS = 55;

/**
 * What combining two values loses: what must be added to the rounded result to make it exact. Kinds that aren't here
 * are exact, or lose what no number can hold.
 */
const LOSS: Readonly<Partial<Record<ReductionKind, (left: number, right: number, combined: number) => number>>> = {
  // Knuth's TwoSum: "The Art of Computer Programming", volume 2, 4.2.2, theorem B.
  sum(left, right, combined) {
    const rightSeen = combined - left;
    return (left - (combined - rightSeen)) + (right - rightSeen);
  },
};

/**
 * Combines partials in one fixed tree as they come: like a binary counter, two neighbours of one level become a node of
 * the next. The tree depends on the number of leaves alone, and a node over an aligned power of two of leaves may be
 * put in for them, with the same bits.
 *
 * A node is, for each reduction, a value and what the combinations below it lost; the root's loss is added in the end,
 * as in Neumaier's sum. So a tree of h levels adds to the error of a sum one rounding and a term of the second order,
 * u |sum| + 2 (u h)^2 (the sum of all |partials|), with u = 2^-53. Infinities and NaN come out as in a plain sum.
 */
export class PairwiseTree {
  readonly #kinds: readonly ReductionKind[];
  /** One node for each level, the reductions' values side by side, then what they lost. */
  readonly #levels: Float64Array;
  readonly #node: Float64Array;
  readonly #values: Float64Array;
  #leaves = 0;

  /** @param kinds The reductions, which are combined side by side. */
  constructor(kinds: readonly ReductionKind[]) {
    this.#kinds = kinds;
    this.#levels = new Float64Array(LEVELS * nodeLength(kinds));
    this.#node = new Float64Array(nodeLength(kinds));
    this.#values = new Float64Array(kinds.length);
  }

  /** Forgets all leaves. */
  clear(): void {
    this.#leaves = 0;
  }

  /** Adds the next leaf: one partial for each reduction, from `offset` on. */
  push(partials: ArrayLike<number>, offset: number): void {
    const width = this.#kinds.length;
    for (let r = 0; r < width; r++) {
      this.#node[r] = partials[offset + r];
      this.#node[width + r] = 0;
    }
    this.#pushNode();
  }

  /** Adds the node that another tree wrote in the place of the next leaves; all nodes are over equally many. */
  pushNode(nodes: ArrayLike<number>, offset: number): void {
    for (let k = 0; k < this.#node.length; k++) this.#node[k] = nodes[offset + k];
    this.#pushNode();
  }

  /** Writes the root as a node, the identities if there is no leaf. */
  root(out: Float64Array, offset: number): void {
    this.#makeRoot();
    for (let k = 0; k < this.#node.length; k++) out[offset + k] = this.#node[k];
  }

  /**
   * The reductions' values, combined with what they start from.
   *
   * @returns Memory of this tree, which the next call overwrites.
   */
  values(initial: ArrayLike<number>): Float64Array {
    this.#makeRoot();
    const width = this.#kinds.length;
    for (let r = 0; r < width; r++) {
      const kind = this.#kinds[r];
      const value = COMBINE[kind](initial[r], this.#node[r]);
      const loss = this.#node[width + r] + lossOf(kind, initial[r], this.#node[r], value);
      // Beyond an infinity the loss is NaN. That of nothing mustn't make 0 of -0.
      this.#values[r] = loss !== 0 && Number.isFinite(loss) ? value + loss : value;
    }
    return this.#values;
  }

  #pushNode(): void {
    let level = 0;
    for (let rest = this.#leaves; rest % 2 === 1; rest = (rest - 1) / 2) this.#combineWith(level++);
    const at = level * this.#node.length;
    for (let k = 0; k < this.#node.length; k++) this.#levels[at + k] = this.#node[k];
    this.#leaves++;
  }

  #makeRoot(): void {
    const width = this.#kinds.length;
    let empty = true;
    for (let rest = this.#leaves, level = 0; rest > 0; rest = Math.floor(rest / 2), level++) {
      if (rest % 2 === 0) continue;
      const at = level * this.#node.length;
      if (!empty) this.#combineWith(level);
      else for (let k = 0; k < this.#node.length; k++) this.#node[k] = this.#levels[at + k];
      empty = false;
    }
    if (!empty) return;
    this.#node.fill(0);
    for (let r = 0; r < width; r++) this.#node[r] = IDENTITY[this.#kinds[r]];
  }

  /** Combines the node of a level with the current one, on its right. */
  #combineWith(level: number): void {
    const width = this.#kinds.length;
    const at = level * this.#node.length;
    for (let r = 0; r < width; r++) {
      const kind = this.#kinds[r];
      const [left, right] = [this.#levels[at + r], this.#node[r]];
      const value = COMBINE[kind](left, right);
      this.#node[width + r] += this.#levels[at + width + r] + lossOf(kind, left, right, value);
      this.#node[r] = value;
    }
  }
}

/** How many numbers a node takes. */
export function nodeLength(kinds: readonly ReductionKind[]): number {
  return 2 * kinds.length;
}

/**
 * Makes a loop's values of its groups' nodes and of what its reductions start from.
 *
 * @param nodes The groups' nodes in order.
 */
export function combineGroups(
  kinds: readonly ReductionKind[],
  nodes: ArrayLike<number>,
  groups: number,
  initial: ArrayLike<number>,
): Float64Array {
  const tree = new PairwiseTree(kinds);
  for (let group = 0; group < groups; group++) tree.pushNode(nodes, group * nodeLength(kinds));
  return tree.values(initial);
}

function lossOf(kind: ReductionKind, left: number, right: number, combined: number): number {
  return LOSS[kind]?.(left, right, combined) ?? 0;
}
