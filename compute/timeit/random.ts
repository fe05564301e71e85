/** Gives numbers in [0, 1). */
export type RandomGenerator = () => number;

/**
 * Makes a pseudo-random generator that gives the same numbers for the same seed on every machine, so that a published
 * interval can be computed again from its samples. The method is sfc32 of Chris Doty-Humphrey's PractRand.
 *
 * @param seed Any integer.
 * @returns The generator.
 */
export function seededGenerator(seed: number): RandomGenerator {
  let a = 0x9e3779b9, b = 0x243f6a88, c = seed | 0, counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first few outputs of neighbouring seeds resemble each other.
  for (let k = 0; k < 12; k++) next();
  return next;
}

/**
 * Shuffles a list, each order being equally likely (Fisher and Yates).
 *
 * @param items What to shuffle; left as it is.
 * @param random Where the randomness comes from.
 * @returns A new list.
 */
export function shuffled<T>(items: readonly T[], random: RandomGenerator): T[] {
  const result = [...items];
  for (let k = result.length - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [result[k], result[other]] = [result[other], result[k]];
  }
  return result;
}
