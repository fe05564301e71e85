/**
 * How freely a random text is written.
 *
 * - `tame`: values stay bounded, arguments stay well inside of each function's domain, and conditions compare exact
 *   small integers; so targets whose functions differ by some ULP can be compared within a tolerance.
 * - `wild`: anything that parses, with infinities, NaN and branches on any value; for bitwise comparisons.
 */
export type Style = "tame" | "wild";

/** What a random text may use. */
export interface Vocabulary {
  /** Names of math functions; all callable ones by default. */
  readonly functions: readonly string[];
  /** `tame` by default. */
  readonly style: Style;
  /** Whether there are conditions (`?:`, `if`); true by default. */
  readonly conditions: boolean;
  /** Whether there are loops that run in order, those in parallel loops included; true by default. */
  readonly loops: boolean;
  /** Whether there are bitwise operators; true by default. */
  readonly integers: boolean;
}

/** The answers to a text's questions, read from a list of bytes. */
export class Decisions {
  #next = 0;

  constructor(readonly bytes: readonly number[]) {}

  /** An integer in [0, count); 0, the simplest answer, when the list is used up. */
  pick(count: number): number {
    return (this.bytes[this.#next++] ?? 0) % count;
  }

  /** One of some choices, the simplest first. */
  choose<T>(choices: readonly T[]): T {
    return choices[this.pick(choices.length)];
  }

  /** True once in `count`, never when the list is used up. */
  once(count: number): boolean {
    return this.pick(count) === count - 1;
  }
}
