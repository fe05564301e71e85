import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";
import { exactProduct, exactSum, exactSumOfOrdered, type Parts } from "./parts.ts";

/** 2/pi as integers of 53 bits: 2/pi = sum of word[k] 2^(-53 (k + 1)). */
const TWO_BY_PI = [
  0x145f306dc9c882,
  0x14a7f09d5f47d4,
  0x1a6ee06db14acc,
  0x13c439041fe516,
  0x0757bd778ac36e,
  0x091b8e909374b8,
  0x00324977504e8c,
  0x121cfe1deb1cb1,
  0x0534e7dd1046be,
  0x14baed1213a671,
  0x18135a2fbf209c,
  0x191d639835339f,
  0x093908bf177bf2,
  0x0a0ec7fe25fff7,
  0x102cc07f79788c,
  0x0b5a0a6d1f6d36,
  0x0fd9e4f96136e9,
  0x1d18fd9a797fa8,
  0x16ba93dd63f5f2,
  0x1f17b3d0739f78,
  0x14a525d4d7f6bf,
  0x0c47e357421580,
  0x198237e3db5d5f,
];
const WORD_BITS = 53;

/** How many words a reduction multiplies by: the rest weighs less than 2^-150. */
const WINDOW = 5;

const HALF_PI = Math.PI / 2;
const HALF_PI_LOW = 6.123233995736766e-17;

/** From here on words times 2^53 are multiples of four. */
const FIRST_SKIP = 54;

/** Adding this to what lies in [-4, 4] rounds it to a multiple of 2^-48. */
const GRID = 24;

/**
 * x = 4 m pi/2 + n pi/2 + r for an x of any size (Payne and Hanek, SIGNUM 1983): x 2/pi modulo four, of which only five
 * words of 2/pi decide. NaN for infinities; |x| must be a normal number.
 *
 * @returns r in two parts, |r| <= pi/4 but for rounding, and n, a number.
 */
export function reduceHuge(f: Formula, x: Value): { r: Value; tail: Value; n: Value } {
  const { size, words } = decidingWords(f, f.abs(x));
  // Each exact product is high + low; the largest of them are multiples of four but for their last bits.
  const sizeParts = f.halves(size);
  const products = words.slice(0, -1).map((word, k) => {
    const scaled = f.mul(word, 2 ** (-WORD_BITS * (k + 1)));
    return exactProduct(f, size, scaled, sizeParts);
  });
  const least = f.mul(size, f.mul(words[WINDOW - 1], 2 ** (-WORD_BITS * WINDOW)));
  const [first, second, third, fourth] = products;
  const large = [first.high, first.low, second.high].map((turns) => moduloFour(f, turns)).concat(
    second.low,
    third.high,
  );
  // On a common grid sums are exact; what is off the grid is small enough for a sum in two parts.
  const onGrid = large.map((turns) => f.sub(f.add(turns, GRID), GRID));
  const sum = onGrid.reduce((x, y) => f.add(x, y));
  const n = f.operation("nearest", sum);
  const offGrid = large.map((turns, k) => f.sub(turns, onGrid[k])).concat(third.low, fourth.high);
  const rest = offGrid.slice(1).reduce<Parts>((total, term) => {
    const { high, low } = exactSum(f, total.high, term);
    return { high, low: f.add(total.low, low) };
  }, { high: offGrid[0], low: f.add(fourth.low, least) });
  const fraction = exactSum(f, f.sub(sum, n), rest.high);
  const fractionLow = f.add(fraction.low, rest.low);
  const angle = exactProduct(f, fraction.high, f.constant(HALF_PI));
  const angleLow = f.add(angle.low, f.add(f.mul(fraction.high, HALF_PI_LOW), f.mul(fractionLow, HALF_PI)));
  const { high: r, low: tail } = exactSumOfOrdered(f, angle.high, angleLow);
  const sign = f.operation("copysign", 1, x);
  return { r: f.mul(r, sign), tail: f.mul(tail, sign), n: f.mul(n, sign) };
}

/**
 * The five words of 2/pi that decide, and x scaled to them: words whose products are multiples of four for certain are
 * skipped, sixteen, eight, four, two and one at a time.
 */
function decidingWords(f: Formula, x: Value): { size: Value; words: readonly Value[] } {
  let size = x;
  let words: readonly Value[] = TWO_BY_PI.map((word) => f.constant(word));
  for (const skip of [16, 8, 4, 2, 1]) {
    const beyond = f.operation("ge", size, 2 ** (FIRST_SKIP + WORD_BITS * skip));
    size = f.select(beyond, f.mul(size, 2 ** (-WORD_BITS * skip)), size);
    const before = words;
    words = Array.from(
      { length: skip - 1 + WINDOW },
      (_, k) => k + skip < before.length ? f.select(beyond, before[k + skip], before[k]) : before[k],
    );
  }
  return { size, words };
}

/** What a number exceeds the nearest multiple of four by, in [-2, 2]; exact. */
function moduloFour(f: Formula, x: Value): Value {
  return f.sub(x, f.mul(f.operation("nearest", f.mul(x, 0.25)), 4));
}
