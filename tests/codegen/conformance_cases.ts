import type { MathFunction } from "../../compute/math/mod.ts";

/** One kernel that every target must compute as the interpreter does. */
export interface ConformanceCase {
  readonly name: string;
  readonly kernel: string;
  readonly args: readonly (readonly number[])[];
  /** Mathematical functions that it calls, whose tolerance counts. */
  readonly functions?: readonly string[];
  /** The largest magnitude of the loops' indices, where that is much. */
  readonly largestIndex?: number;
}

const counts = Array.from({ length: 41 }, (_, n) => [0.25, 1.75, n]);

/** What the language can do, a kernel for each. */
export const languageCases: readonly ConformanceCase[] = [
  {
    name: "arithmetic, for each count up to 40",
    kernel: `(a, b, n) => { let acc = 0; const h = (b - a) / n;
      for (const i of prange(n)) { const x = a + i * h; acc += (x * x - 3 * x + 1) / (x + 2) * h; } return acc; }`,
    args: counts.slice(1),
  },
  {
    name: "counts around the ends of turns, strips and stretches",
    kernel: `(a, b, n) => { let acc = 1; for (const i of prange(n)) acc += a / (i + b); return acc; }`,
    args: [0, 1, 1023, 1024, 1025, 4095, 4096, 4097, 4103, 9001].map((n) => [0.5, 1.5, n]),
  },
  {
    name: "an accumulator that starts elsewhere",
    kernel: `(a, n) => { let acc = a * 2; for (const i of prange(n)) acc -= i * a; return acc + 1; }`,
    args: [[0.125, 0], [0.125, 1], [0.125, 77]],
  },
  {
    name: "products, by multiplication and division",
    kernel:
      `(a, n) => { let p = a; let q = 1; for (const i of prange(1, n + 1)) { p *= 1 + a / (i * i); q /= 1 + a / i; }
      return p + q; }`,
    args: [[0.5, 0], [0.5, 1], [0.5, 9], [0.5, 100]],
  },
  {
    name: "several reductions",
    kernel:
      `(a, n) => { let s = 0, t = 0, u = 1; for (const i of prange(n)) { const x = a + i; s += x; t -= x * x; u *= 1 + 1 / (x * x * x); }
      return s + t / u; }`,
    args: [[1, 0], [1, 3], [1, 100]],
  },
  {
    name: "an accumulator updated several times in an iteration",
    kernel: `(a, n) => { let acc = 0; for (const i of prange(n)) { acc += i * a; acc -= 1; acc += a; } return acc; }`,
    args: [[0.75, 0], [0.75, 33]],
  },
  {
    name: "two loops, the second using the first's result",
    kernel: `(a, n) => { let mean = 0; for (const i of prange(n)) mean += (a + i) / n; let v = 0;
      for (const i of prange(n)) { const d = a + i - mean; v += d * d / n; } return v + mean; }`,
    args: [[1.5, 1], [1.5, 50]],
  },
  {
    name: "conditions with updates in their branches",
    kernel:
      `(a, b, n) => { let low = 0, high = 0; const h = (b - a) / n; for (const i of prange(n)) { const x = a + i * h;
      if (x < 0.75) { low += x; } else if (x > 1.25) high += 2 * x; else { low += 1; high -= 1; } } return low * 3 + high; }`,
    args: counts.slice(1),
  },
  {
    name: "logic and conditional expressions",
    kernel: `(a, b, n) => { let acc = 0; for (const i of prange(n)) {
      const x = a + i * b; const inside = x > 1 && !(x > 20) || i === 3 && x !== 2; acc += inside ? x : x <= 5 ? 1 : 0.5; } return acc; }`,
    args: [[0, 0.5, 0], [0, 0.5, 100], [-3, 0.3, 37]],
  },
  {
    name: "comparisons with a remainder on both sides of a conjunction",
    kernel: `(a, n) => { let acc = 0; for (const i of prange(n)) {
      if (2 >= i % 7 && i % 7 < n / a || i % 5 < 1 && i % 3 > 1) acc += 1; } return acc; }`,
    args: [[8, 5], [8, 40]],
  },
  {
    name: "a captured boolean",
    kernel: `(a, n) => { const flag = a > 1; const g = n >= 10; let acc = 0;
      for (const i of prange(n)) acc += flag ? i : g ? -i : 0.5; return flag ? acc : acc + 1; }`,
    args: [[0, 5], [2, 5], [0, 11], [2, 11]],
  },
  {
    name: "loops inside of branches",
    kernel: `(a, n) => { let acc = 1; if (a > 0) { for (const i of prange(n)) acc += i; acc = acc * 2; }
      else { for (const i of prange(2 * n)) acc -= i; } return acc; }`,
    args: [[1, 7], [-1, 7]],
  },
  {
    name: "ranges that start elsewhere, empty and negative ones",
    kernel: `(a, b) => { let acc = 0; for (const i of prange(a, b)) acc += i * i + 1; return acc; }`,
    args: [[3, 10], [-5, 6], [5, 5], [7, 2], [-20, -3]],
  },
  {
    name: "indices beyond 2^31",
    kernel: `(a, b) => { let acc = 0; for (const i of prange(a, b)) acc += 1 / i; return acc; }`,
    args: [[2 ** 31 - 5, 2 ** 31 + 6], [-(2 ** 31) - 3, -(2 ** 31) + 4]],
    largestIndex: 2 ** 31,
  },
  {
    name: "indices beyond 2^32, to 2^53",
    kernel: `(a, b) => { let acc = 0; for (const i of prange(a, b)) acc += i - a; return acc; }`,
    args: [[2 ** 32 - 4, 2 ** 32 + 9], [2 ** 53 - 11, 2 ** 53], [-(2 ** 53), -(2 ** 53) + 5]],
    largestIndex: 2 ** 53,
  },
  {
    name: "values that are not finite",
    kernel: `(a, n) => { let acc = 0; for (const i of prange(n)) acc += a / i; return acc; }`,
    args: [[1, 3], [0, 3], [-1, 9], [NaN, 2]],
  },
  {
    name: "a loop that doesn't use its index",
    kernel: `(a, n) => { let acc = 0; for (const i of prange(n)) acc += a; return acc; }`,
    args: [[1.5, 13]],
  },
  {
    name: "a loop without a reduction that changes",
    kernel:
      `(a, n) => { let acc = a; for (const i of prange(n)) { const x = i * 2; if (x < 0) acc += x; } return acc; }`,
    args: [[1.5, 13]],
  },
];

/** A case for a mathematical function: ordinary arguments from its domain, then special ones. */
export function functionCase({ name, arity, domain, callable, javascript }: MathFunction): ConformanceCase {
  const operands = ["x", "y", "z"].slice(0, arity);
  const call = callable ? javascript(...operands) : "x % y";
  const affine = operands.map((operand) => `const ${operand} = ${operand}0 + i * ${operand}1; `).join("");
  const ends = (n: number) => domain.flatMap(([low, high], k) => steps(low, high, n + k));
  const special = [0, -0, 1, -1, 0.5, -0.5, 2.5, 1e-300, 5e-324, 1e17, -1e17, 1e300, Infinity, -Infinity, NaN];
  return {
    name: `the function ${name}`,
    kernel: `(${operands.map((operand) => `${operand}0, ${operand}1`).join(", ")}, n) => { let acc = 0;
      for (const i of prange(n)) { ${affine}acc += ${call}; } return acc; }`,
    args: [
      ...[7, 300].map((n) => [...ends(n), n]),
      ...special.flatMap((x) =>
        arity === 1 ? [[x, 0, 1]] : special.map((y) => [x, 0, y, 0, ...arity === 3 ? [1, 0] : [], 1])
      ),
    ],
    functions: [name],
  };
}

/** Where to start and how far to go, so that all of start + i * step is exact: contraction then changes nothing. */
function steps(low: number, high: number, n: number): [start: number, step: number] {
  const grid = 2 ** (Math.floor(Math.log2(high - low)) - 20);
  return [Math.ceil(low / grid) * grid, Math.floor((high - low) / n / grid) * grid];
}
