/** Kernels of 32-bit integers, which every target must compute bit for bit, f32 or not. */
import { constant, type Kernel, parameter, RegionBuilder, type Value, verify } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { Formula } from "../../compute/math/expansions/formula.ts";
import { expandRandom } from "../../compute/math/expansions/mod.ts";

/** Where an f32 loses an index's digits, a word overflows, and signs change. */
const RANGES = [
  [0, 200],
  [-100, 100],
  ...[2 ** 24, 2 ** 31, 2 ** 32, -(2 ** 31), -(2 ** 32)].map((middle) => [middle - 50, middle + 50]),
  [2 ** 40, 2 ** 40 + 200],
  [2 ** 40 + 2 ** 32 - 3, 2 ** 40 + 2 ** 32 + 97],
  [2 ** 53 - 150, 2 ** 53],
  [-(2 ** 53), -(2 ** 53) + 99],
];

/** A kernel that adds up both halves of 32-bit integers: sums of some hundred are exact in f32. */
export const sumOf = (statements: string) =>
  parseKernel(`(from, to, a, b) => { let low = 0, high = 0;
    for (const i of prange(from, to)) { let w = 0; ${statements} low += w & 65535; high += w >>> 16; }
    return low + high * 33554432; }`);

const HASH = "let h = i ^ 61; h = imul(h ^ h >>> 16, 0x27d4eb2d); h ^= h >>> 15;";

/** What makes w of i, a and b; and the largest index at which all of it stays below 2^53, as exact as f64 is. */
const KERNELS: readonly (readonly [name: string, largest: number, statements: string])[] = [
  ["and, or, xor and not", 2 ** 53, `${HASH} w = (h & a) ^ (i | b) ^ ~h;`],
  ["shifts by constants", 2 ** 53, `${HASH} w = (h << 3) ^ (h >> 7) ^ (h >>> 9) ^ (h << 35) ^ (i >> 1);`],
  ["shifts by what varies", 2 ** 51, `${HASH} w = (h << i) ^ (h >> h) ^ (h >>> (i * 3));`],
  ["products", 2 ** 52, `${HASH} w = imul(h, i) ^ imul(i, i + a);`],
  ["an affine index", 2 ** 45, "w = (i * 100 - 7) ^ (3 - i);"],
  ["an index times what is captured", 2 ** 21, "w = (i * a + b) | 0;"],
  ["products and signs", 2 ** 26, "w = (-(i * i) + (i - 5) * 3) ^ 12345;"],
  ["remainders of unsigned integers", 2 ** 53, `${HASH} w = ((h >>> 0) % 1000) * 7 + (imul(h, i) >>> 0) % 65537;`],
  [
    "a choice",
    2 ** 50,
    `${HASH} w = h > 0 ? h ^ i : i - 7; w = (w | 0) ^ (i % 2 === 0 ? i * 5 : a);`,
  ],
  ["a branch", 2 ** 50, `${HASH} if (h < 0) { w = i * 3; if (i % 3 === 0) w += h & 255; } else { w = h; } w = w ^ 1;`],
  ["an inner count", 2 ** 50, "for (let j = 0; j < 7; j++) w = (w + imul(i * 7 + j, 31)) | 0;"],
  [
    "a register of shifts",
    2 ** 52,
    "let x = i + 1; for (let j = 0; j < 5; j++) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; } w = x;",
  ],
  [
    "a register in two variables",
    2 ** 53,
    "let x = i; let y = b; for (let j = 0; j < 9; j++) { const t = x; x = y; y = t ^ (t << 3) ^ y >>> 1; } w = x ^ y;",
  ],
  [
    "a word of what is not carried as an integer",
    2 ** 53,
    "let x = 0.5; for (let j = 0; j < 9; j++) x = x * 1.5 + 1; w = x ^ i;",
  ],
  [
    "counts of bits",
    2 ** 53,
    `${HASH} let n = 0; let x = h >>> 0; while (x !== 0) { n += 1; x = (x & (x - 1)) >>> 0; } w = n * 1000 + (i & 7);`,
  ],
];

/** A kernel that adds up both halves of what `build` makes of the seed and the index. */
function wordKernel(build: (f: Formula, seed: Value, index: Value) => Value): Kernel {
  const [from, to, seed] = ["from", "to", "seed"].map((name) => parameter(name));
  const index = parameter("i");
  const reductions = ["low", "high"].map((name) => ({
    kind: "sum" as const,
    name,
    initial: constant(0),
    carried: parameter(name),
  }));
  const body = new RegionBuilder();
  const word = build(new Formula(body, { fastmath: false, total: true, digits: 24 }), seed, index);
  const halves = [
    body.operation("andI32", [word, constant(65535, "i32")]),
    body.operation("ushrI32", [word, constant(16, "i32")]),
  ];
  const sums = reductions.map(({ carried }, k) =>
    body.operation("add", [carried, body.operation("fromI32", [halves[k]])])
  );
  const outer = new RegionBuilder();
  const [low, high] = outer.parallel({ index, start: from, stop: to, reductions, body: body.finish(sums) });
  const value = outer.operation("add", [low, outer.operation("mul", [high, constant(2 ** 25)])]);
  const kernel: Kernel = { name: "words", parameters: [from, to, seed], body: outer.finish([value]), source: "" };
  verify(kernel, "building");
  return kernel;
}

const WORDS: readonly (readonly [name: string, largest: number, build: Parameters<typeof wordKernel>[0]])[] = [
  ["the upper word of the index", 2 ** 53, (f, _, i) => f.operation("toUpperI32", i)],
  [
    "the upper words of sums and products",
    2 ** 42,
    (f, seed, i) => f.operation("toUpperI32", f.sub(f.add(f.mul(i, 1000), 77), f.neg(f.mul(seed, i)))),
  ],
  ["the upper word of a square", 2 ** 26, (f, _, i) => f.operation("toUpperI32", f.mul(f.sub(7, i), i))],
  [
    "the upper words of products of words",
    2 ** 42,
    (f, seed, i) => f.operation("mulHighU32", f.operation("toI32", i), f.operation("toI32", f.mul(seed, i))),
  ],
  ["random numbers", 2 ** 53, (f, seed, i) => f.operation("toI32", f.mul(expandRandom(f, seed, i), 2 ** 24))],
  [
    "random numbers at an affine index",
    2 ** 51,
    (f, seed, i) => f.operation("toI32", f.mul(expandRandom(f, seed, f.add(f.mul(i, 2), 1)), 2 ** 24)),
  ],
];

/** One kernel, and the arguments on which all that it computes stays below 2^53: as exact in f64 as in integers. */
export interface IntegerCase {
  readonly name: string;
  readonly kernel: Kernel;
  readonly args: readonly (readonly number[])[];
}

/** All kernels. */
export const integerCases: readonly IntegerCase[] = [
  ...KERNELS.map(([name, largest, statements]) => ({
    name,
    kernel: sumOf(statements),
    args: below(largest).flatMap((ends) => [[...ends, 12345, -6789], [...ends, 2 ** 31 + 5, 2 ** 20 - 1]]),
  })),
  ...WORDS.map(([name, largest, build]) => ({
    name,
    kernel: wordKernel(build),
    args: below(largest).map((ends) => [...ends, 1001]),
  })),
  {
    name: "what is captured and need not be an integer",
    kernel: sumOf("w = (i * a + b) ^ (i + b);"),
    args: [[0.5, 3], [2, 0.25], [NaN, 1], [Infinity, 1], [3, -Infinity]].map(([a, b]) => [-50, 100, a, b]),
  },
];

function below(largest: number): readonly (readonly number[])[] {
  return RANGES.filter((ends) => ends.every((end) => Math.abs(end) <= largest));
}
