import { COMBINE, IDENTITY, type ReductionKind } from "../../ir/mod.ts";

/** Enough for 2^54 leaves. */
const LEVELS = 55;

/**
 * Combines partials in one fixed tree as they come: like a binary counter, two neighbours of one level become a node of
 * the next. The tree depends on the number of leaves alone, and a node over an aligned power of two of leaves may be
 * put in for them, with the same bits.
 */
export class PairwiseTree {
  readonly #kinds: readonly ReductionKind[];
  readonly #levels: Float64Array;
  readonly #node: Float64Array;
  #leaves = 0;

  /** @param kinds The reductions, which are combined side by side. */
  constructor(kinds: readonly ReductionKind[]) {
    this.#kinds = kinds;
    this.#levels = new Float64Array(LEVELS * kinds.length);
    this.#node = new Float64Array(kinds.length);
  }

  /** Forgets all leaves. */
  clear(): void {
    this.#leaves = 0;
  }

  /** Adds the next leaf: one partial for each reduction, from `offset` on. */
  push(partials: Float64Array, offset: number): void {
    const width = this.#kinds.length;
    for (let r = 0; r < width; r++) this.#node[r] = partials[offset + r];
    let level = 0;
    for (let rest = this.#leaves; rest % 2 === 1; rest = (rest - 1) / 2) this.#combineWith(level++);
    this.#levels.set(this.#node, level * width);
    this.#leaves++;
  }

  /** Writes the root, or the identities if there is no leaf. */
  root(out: Float64Array, offset: number): void {
    const width = this.#kinds.length;
    let empty = true;
    for (let rest = this.#leaves, level = 0; rest > 0; rest = Math.floor(rest / 2), level++) {
      if (rest % 2 === 0) continue;
      if (empty) this.#node.set(this.#levels.subarray(level * width, (level + 1) * width));
      else this.#combineWith(level);
      empty = false;
    }
    for (let r = 0; r < width; r++) out[offset + r] = empty ? IDENTITY[this.#kinds[r]] : this.#node[r];
  }

  #combineWith(level: number): void {
    const width = this.#kinds.length;
    for (let r = 0; r < width; r++) {
      this.#node[r] = COMBINE[this.#kinds[r]](this.#levels[level * width + r], this.#node[r]);
    }
  }
}

/**
 * Makes a loop's values of its groups' partials and of what its reductions start from.
 *
 * @param partials The groups' partials in order, the reductions' side by side.
 */
export function combineGroups(
  kinds: readonly ReductionKind[],
  partials: Float64Array,
  groups: number,
  initial: Float64Array,
): Float64Array {
  const tree = new PairwiseTree(kinds);
  for (let group = 0; group < groups; group++) tree.push(partials, group * kinds.length);
  return combineInitial(kinds, tree, initial);
}

/** Makes a loop's values of its blocks' tree and of what its reductions start from. */
export function combineInitial(
  kinds: readonly ReductionKind[],
  tree: PairwiseTree,
  initial: Float64Array,
): Float64Array {
  const values = new Float64Array(kinds.length);
  tree.root(values, 0);
  return values.map((value, r) => COMBINE[kinds[r]](initial[r], value));
}
