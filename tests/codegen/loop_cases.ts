import type { ConformanceCase } from "./conformance_cases.ts";

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, n) => [n]);

/** A kernel whose iterations run `body`, from the index `i` to a number `w`, which is added up. */
function summed(name: string, body: string, helpers = "", last = 13): ConformanceCase {
  const kernel = `(n) => { let s = 0; for (const i of prange(n)) { let w = 0; ${body} s += w; } return s; }`;
  return { name, kernel: helpers ? `${helpers} export default ${kernel}` : kernel, args: upTo(last) };
}

/** Loops that run in order, in each iteration of a parallel one: lanes of SIMD end at turns of their own. */
// deno-fmt-ignore
export const sequentialCases: readonly ConformanceCase[] = [
  summed("while", "let k = i; while (k > 0) { w += k; k -= 3; }"),
  summed("while, with a test that computes", "let k = i; while (Math.sqrt(k) * 2 > w && k > 0) { w += 1; k -= 1; }"),
  summed("do", "let k = i; do { w += k; k -= 2; } while (k > 0);"),
  summed("do, to its end by break alone", "let k = i; do { k -= 1; if (k < 3) break; w += k; } while (true);"),
  summed("counting", "for (let k = 0; k < i; k++) w += k * i;"),
  summed("counting in two variables", "for (let k = 0, m = i; k < m; k++, m -= 2) w += k * m;"),
  summed("counting down, by -=", "for (let k = i; k > 0; k -= 2) w += k;"),
  summed("counting by *=", "for (let k = 1; k <= i; k *= 2) w += k;"),
  summed("counting by <<= and >>=", "for (let k = 1; k <= i; k <<= 1) w += k; for (let k = i; k > 0; k >>= 1) w += 1;"),
  summed("counting with nothing between the semicolons", "let k = 0; for (;;) { if (k >= i) break; w += k; k++; }"),
  summed("counting with a variable from before", "let k; for (k = 0; k * k < i; k++) w += 1; w += 100 * k;"),
  summed("no turn at all", "for (let k = 0; k < 0; k++) w += 1; while (w > 0) w -= 1;"),
  summed("one turn", "for (let k = 0; k < 1; k++) w += i;"),
  summed("lanes that end at very different turns", "for (let k = 0; k < (i % 2 === 0 ? 3 : 1000); k++) w += k;"),
  summed("nested", "for (let k = 0; k < i; k++) for (let m = k; m < 4; m++) w += k * m + 1;"),
  summed("nested three deep", "for (let a = 0; a < i % 4; a++) { let b = a; while (b < 5) { do { w += b; b += 2; } while (b < a); } }"),
  summed("break first", "for (let k = 0; k < 9; k++) { if (k === i) break; w += k; }"),
  summed("break last", "for (let k = 0; k < 9; k++) { w += k; if (k === i) break; }"),
  summed("break between", "for (let k = 0; k < 9; k++) { w += k; if (k === i) break; w += 1; }"),
  summed("break at once", "while (w < 5) { w += i; break; }"),
  summed("continue first", "for (let k = 0; k < 9; k++) { if (k % 3 === i % 3) continue; w += k; }"),
  summed("continue last", "for (let k = 0; k < 9; k++) { w += k; if (k < i) continue; }"),
  summed("continue in while, after the step", "let k = 0; while (k < i) { k++; if ((k & 1) === 1) continue; w += k; }"),
  summed("continue in do, to its test", "let k = 0; do { k++; if (k % 2 === 0) continue; w += k; } while (k < i);"),
  summed("break and continue in both branches", "for (let k = 0; k < 9; k++) { if (k > i) break; else continue; w += 100; }"),
  summed("break or continue", "for (let k = 0; k < 9; k++) { if (k > i) { w += 50; break; } else if (k % 2 === 0) { w += 1; continue; } w += 7; }"),
  summed("several exits", "for (let k = 0; k < 20; k++) { if (k === i) continue; w += k; if (w > 60) break; if (w % 5 === 0) { w += 1; continue; } w += 2; }"),
  summed("exits in branches of branches", "for (let k = 0; k < 9; k++) { if (k < i) { if (k % 2 === 0) { w += 1; continue; } w += 10; if (w > 31) { break; } } w += 100; }"),
  summed("exits of the inner loop and then the outer", "for (let k = 0; k < 6; k++) { for (let m = 0; m < 6; m++) { if (m === k) break; if (m === 1) continue; w += m; } if (w > i) break; w += 1; }"),
  summed("an exit after an inner loop with exits", "let k = 0; while (true) { k++; let m = k; while (m > 0) { m -= 2; if (m === 1) continue; w += m; } if (k < i) continue; break; }"),
  summed("what an update changed is seen after break", "let m = 0; for (let k = 0; k < 9; k++, m += 2) { if (k === i) break; } w = m;"),
  summed("conditions as variables", "let odd = false; let seen = i > 5; for (let k = 0; k < i; k++) { odd = !odd; if (odd && k > 3) seen = true; w += seen ? 1 : 0.5; } w += odd ? 100 : 0;"),
  summed("variables that swap", "let a = 1, b = 0; for (let k = 0; k < i; k++) { const next = a + b; a = b; b = next; } w = b;"),
  summed("variables of a turn", "for (let k = 0; k < i; k++) { const x = k * k; let y = 1; if (x > 4) y = x; w += y; }"),
  summed("loops in branches", "if (i > 4) { let k = i; while (k > 4) { w += k; k--; } } else if (i > 1) { for (let k = 0; k < 3; k++) w -= k; }"),
  summed("loops that only some lanes may run", "let k = i; if (i % 3 === 0) { while (k !== 0) { k -= 3; w += 1; } } else w = -1;"),
  summed("values of the loop before", "let k = 0; while (k * k < i) k++; for (let m = 0; m < k; m++) w += m; const r = w; for (let m = 0; m < r; m++) w += 0.25;"),
  summed("constant bounds, with functions", "for (let k = 1; k < 6; k++) w += Math.floor(i / k) + Math.abs(3 - k);"),
  summed("a return in a loop", "w = f(i);", "const f = (x) => { for (let k = 0; k < 9; k++) { if (k * k > x) return k; } return -1; };", 90),
  summed("returns in nested loops", "w = f(i);", "const f = (x) => { for (let k = 2; k < 5; k++) { let m = k; while (m < x) { m += k; if (m === x) return k; if (m > 11) { return 100 * m; } } if (k === x) return -k; } return 0; };", 20),
  summed("a return between other exits", "w = f(i);", "const f = (x) => { let y = 0; for (let k = 0; k < 9; k++) { if (k === 2) continue; if (k > x) return y; y += k; if (y > 11) break; } return -y; };"),
  summed("a loop that ends by return alone", "w = f(i);", "const f = (x) => { let k = x; while (true) { k += 7; if (k % 5 === 0) return k; } };"),
  summed("conditions that loops return", "w = prime(i) ? i : 0;", "const prime = (k) => { if (k < 2) return false; for (let d = 2; d * d <= k; d++) { if (k % d === 0) return false; } return true; };", 60),
  summed("conditions that loops return by name", "w = f(i) ? i : 0.5;", "const f = (k) => { const large = k > 6; for (let d = 2; d < 5; d++) { const hit = k % d === 0; if (hit) return large; if (d === 4) { return hit; } } return !large; };"),
  summed("a loop that returns, in a branch", "w = f(i);", "const f = (x) => { if (x > 2) { for (let k = 0; k < 5; k++) { if (k + x === 8) return 100; } x += 0.5; } return x; };"),
  summed("a branch that returns in part", "w = f(i);", "const f = (x) => { if (x > 2) { if (x > 8) return 1; x += 20; } else { if (x === 1) return 7; } return x; };"),
  summed("a test that calls a helper with a loop", "let x = i - 3; if (x >= 0) { while (f(x) > 2) { x -= 1; w += 1; } }", "const f = (x) => { let k = 0; while (x !== 0) { x -= 1; k += 1; } return k; };"),
  summed("a helper that would never end, after break", "let x = i; do { x -= 2.5; if (x < 0 || x !== Math.floor(x)) break; w += 1; } while (f(x) > 1);", "const f = (x) => { let k = 0; while (x !== 0) { x -= 1; k += 1; } return k; };"),
  summed("an update that would never end, after break", "for (let x = i;; x = f(x)) { x -= 1; if (x < 0) break; w += x; }", "const f = (x) => { let k = 0; while (x !== 0) { x -= 1; k += 1; } return k; };"),
  summed("what would never end beyond the range", "let k = i; while (k !== n - 1) k += 1; w = Math.log(k + 1);"),
  summed("all alike: by a captured count", "for (let k = 0; k < n; k++) w += k * i;"),
  summed("all alike: nested, the inner by the outer's count", "for (let k = 0; k < 5; k++) for (let m = 0; m < k; m++) w = w / 2 + m * i;"),
  summed("all alike: in a branch that some take", "if (i > 4) { for (let k = 0; k < 3; k++) w += k * i; } else w = 1;"),
  summed("all alike: within one that lanes leave one by one", "let j = i; while (j > 0) { for (let k = 0; k < 3; k++) w += k * j; j -= 2; }"),
  summed("all alike: around one that lanes leave one by one", "for (let k = 0; k < 4; k++) { let j = i; while (j > k) { w += j; j -= 2; } }"),
  summed("all alike: counts that are read after", "let k = 0; while (k < 6) { w += i; k += 2; } w += k; for (let m = k; m < 9; m++) w -= m / k;"),
  summed("all alike: values that swap", "let a = 1, b = 2; for (let k = 0; k < 5; k++) { const t = a; a = b; b = t + k; w += a * i; } w += b;"),
  summed("all alike: with continue, and a divisor", "for (let k = 1; k < 7; k++) { if (k === 3) continue; w += i / k; }"),
  summed("all alike: with a break that all take", "for (let k = 0; k < 9; k++) { if (k > 4) break; w += i * k; }"),
  summed("all alike: more carried than registers hold", "let a = i, b = 1, c = 2, d = i; for (let k = 1; k < 6; k++) { a += b / k; b += c * k; c += d; d -= a; } w = a + b + c + d;"),
  {
    name: "around parallel loops",
    kernel: `(n) => { let s = 0, x = 1; for (let r = 0; r < 3; r++) { let t = 0; for (const i of prange(n)) t += i * x;
      x = t > 50 ? 0.5 : x + 1; if (t > 200) continue; s += t; } return s + x; }`,
    args: upTo(30),
  },
  {
    name: "around parallel loops, left by break",
    kernel: `(n) => { let s = 0, last = -1; for (let r = 1; r < 9; r++) { let t = 0; for (const i of prange(r, n)) t += i;
      if (t === last) break; last = t; s += t; } return s; }`,
    args: upTo(9),
  },
  {
    name: "before and after a parallel loop",
    kernel: `(n) => { let k = 1; while (k < n) k *= 2; let s = 0; for (const i of prange(k)) s += i; while (s > 100) s /= 2;
      for (let m = 0; m < 3; m++) s += m; return s; }`,
    args: upTo(20),
  },
];

/** Reductions into variables around loops that run in order. */
// deno-fmt-ignore
export const reductionCases: readonly ConformanceCase[] = [
  ["in an inner loop", "let s = 1; for (const i of prange(n)) { for (let k = 0; k < i % 5; k++) s += k * i; } return s;"],
  ["in a branch of an inner loop", "let s = 1; for (const i of prange(n)) { let k = i; while (k > 0) { k -= 2; if (k % 3 === 0) s -= k; else if (k > 5) continue; s += 0.5; } } return s;"],
  ["in an inner loop that is left", "let s = 1; for (const i of prange(n)) { for (let k = 0; k < 9; k++) { s += k; if (k > i) break; } } return s;"],
  ["after continue", "let s = 1; for (const i of prange(n)) { if (i % 3 === 1) continue; if (i > 7) { s += 1; continue; } s += i; } return s;"],
  ["products in an inner loop", "let p = 2; for (const i of prange(n)) { for (let k = 1; k < i % 4; k++) { p *= 1 + 1 / (k + i); p /= 1.25; } } return p;"],
  ["least and greatest", "let a = Infinity, b = -Infinity; for (const i of prange(n)) { const x = (i * 7) % 11 - 5; a = Math.min(a, x); b = Math.max(x, b); } return 100 * a + b;"],
  ["from values that win", "let a = -3, b = 4; for (const i of prange(n)) { a = Math.min(a, i % 7 - 4); b = Math.max(b, i % 6); } return 100 * a + b;"],
  ["of three at once", "let a = 9, b = -9; for (const i of prange(n)) { a = Math.min(a, i, 3 - i); b = Math.max(i % 4, b, 2 * (i % 3)); } return 100 * a + b;"],
  ["extremes under conditions", "let a = 50, b = 0; for (const i of prange(n)) { if (i % 3 === 0) a = Math.min(a, 20 - i); else if (i > 4) b = Math.max(b, i % 8); } return 100 * a + b;"],
  ["extremes in inner loops", "let a = 50, b = 0; for (const i of prange(n)) { for (let k = 0; k < i % 4; k++) { if (k === 2) continue; a = Math.min(a, k - i); b = Math.max(b, k * i); } } return 100 * a + b;"],
  ["a loop over prange inside", "let s = 0; for (const i of prange(n)) { let t = 1; for (const k of prange(i)) t += k; s += t; } return s;"],
  ["a loop over prange inside, into the outer variable", "let s = 0, m = 0; for (const i of prange(n)) { for (const k of prange(i % 4, i)) { s += k; m = Math.max(m, k * i); } } return s + m;"],
  ["loops over prange three deep", "let s = 0; for (const i of prange(n)) { let p = 1; for (const k of prange(i % 3)) { let m = 0; for (const l of prange(k, 4)) { m = Math.max(m, l % 3); s += 1; } p *= 1 + m; } s += p; } return s;"],
  ["a loop over prange inside, with continue", "let s = 0; for (const i of prange(n)) { for (const k of prange(-2, i)) { if (k % 2 === 0) continue; s += k; } } return s;"],
  ["a loop over prange in a loop in one", "let s = 0; for (const i of prange(n)) { for (let k = 0; k < 3; k++) { let t = 0; for (const m of prange(k)) t += m + i; s += t; if (t > 20) break; } } return s;"],
  ["two in one loop", "let s = 0, p = 1; for (const i of prange(n)) { for (let k = 0; k < 3; k++) { s += k; p *= 1 + k / 8; if (k === i) break; } } return s + p;"],
].map(([name, body]) => ({ name: `reductions: ${name}`, kernel: `(n) => { ${body} }`, args: upTo(17) }));

/** What Math.min and Math.max make of zeros, infinities and NaN. */
export const extremeCases: readonly ConformanceCase[] = ["min", "max"].map((extreme) => ({
  name: `reductions: ${extreme} of zeros, infinities and NaN`,
  kernel: `(from, x, y, n) => { let m = from; for (const i of prange(n)) m = Math.${extreme}(m, i % 2 === 0 ? x : y);
    return 1 / m; }`,
  args: [0, -0, 1, Infinity, -Infinity, NaN].flatMap((from) =>
    [[0, -0], [-0, 0], [NaN, 1], [1, NaN], [Infinity, -Infinity], [-1, 2]].flatMap((pair) =>
      [0, 1, 2, 9].map((n) => [from, ...pair, n])
    )
  ),
}));

// deno-fmt-ignore
const EDGES = [0, -0, 1, -1, 0.5, -0.5, 31, 32, 2.9, -2.9, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 5.5, -(2 ** 32) - 3, 2 ** 53 - 1, 2 ** 62, -(2 ** 63), 1e300, -1e300, 5e-324, NaN, Infinity, -Infinity];

/** Each operator on 32-bit integers, of values where such operators go wrong. */
export const integerCases: readonly ConformanceCase[] = [
  ...["x & y", "x | y", "x ^ y", "x << y", "x >> y", "x >>> y", "Math.imul(x, y)"].map((expression) => ({
    name: `integers: ${expression}`,
    kernel: `(a, b, n) => { let s = 0; for (const i of prange(n)) { const x = i < 1 ? a : b; const y = i < 1 ? b : a;
      s += ${expression}; } return s; }`,
    args: EDGES.flatMap((x) => EDGES.map((y) => [x, y, 2])),
  })),
  {
    name: "integers: not",
    kernel: `(a, b, n) => { let s = 0; for (const i of prange(n)) { const x = i < 1 ? a : b; s += ~x; } return s; }`,
    args: EDGES.map((x) => [x, -x, 2]),
  },
  ...["<<", ">>", ">>>"].map((operator) => ({
    name: `integers: ${operator} by constants`,
    kernel: `(a, n) => { let s = 0, t = 0, u = 0, v = 0; for (const i of prange(n)) { const x = a + i;
      s += x ${operator} 0; t += x ${operator} 31; u += x ${operator} 32; v += x ${operator} -1; } return s + t / u + v; }`,
    args: [[0, 3], [-5, 9], [2 ** 31 - 2, 4], [-(2 ** 31) - 1, 3], [2 ** 32 - 2, 5]],
  })),
  {
    name: "integers: |= and its like",
    kernel:
      `(n) => { let s = 0; for (const i of prange(n)) { let x = i * 37; x |= 5; x &= 0xff; x ^= 0x3c; x <<= 3; x >>= 1;
      let y = -i; y >>>= 1; s += x + y % 1000; } return s; }`,
    args: upTo(40),
  },
  {
    name: "integers: a hash, in a loop",
    kernel: `(n) => { let s = 0; for (const i of prange(n)) { let h = 0x811c9dc5; for (let k = 0; k < i % 7; k++) {
      h ^= i + k; h = Math.imul(h, 0x01000193); h ^= h >>> 13; } s += h & 0xffff; } return s; }`,
    args: upTo(40),
  },
  {
    name: "integers: bits counted",
    kernel:
      `(n) => { let s = 0; for (const i of prange(n)) { let x = Math.imul(i, 0x9e3779b1) >>> 0; while (x !== 0) { s += x & 1; x >>>= 1; } } return s; }`,
    args: upTo(40),
  },
  {
    name: "integers: what a loop captures",
    kernel:
      `(a, n) => { const mask = a & 0xff; const all = ~mask; let s = 0; for (const i of prange(n)) s += (i ^ mask) & all | a; return s; }`,
    args: [[77, 9], [-3, 9], [2 ** 40 + 5, 9]],
  },
];

/** Functions whose fast expansions don't serve all arguments, where only some lanes reach such arguments. */
// deno-fmt-ignore
export const guardedCases: readonly ConformanceCase[] = [
  ["sin", "for (let k = 0; k < i % 4; k++) w += Math.sin(i > 6 ? 1e22 + i : k);"],
  ["sin", "let x = i; while (x < 1e9) { x = x * x + 2; w += Math.sin(x) * 1e-3; } w += Math.sin(i);"],
  ["log", "for (let k = i - 3; k > 0; k--) w += Math.log(k - 1 === 0 && i > 8 ? 0 : k);"],
  ["log", "let k = i; while (k > 0) { k--; if (k < 1) break; w += Math.log(k); } w += Math.log(i + 1);"],
  ["pow", "const y = i - 5; let k = i > 5 ? 2 : 0; while (k > 0) { w += Math.pow(y, k + 0.25); k -= 1; } w += Math.pow(Math.abs(y) + 1, 0.5);"],
  ["pow", "const y = i - 5; let k = i > 5 ? 2 : 0; while (k > 0) { w += Math.pow(y, k + 0.25 * i); k -= 1; } const l = Math.log(y); w += l > -100 ? 1 : 0;"],
  ["exp", "let k = 0; do { w += Math.exp(i === 7 ? -800 * k : k / 4); k++; } while (k < i % 5);"],
].map(([name, body], k) => ({ ...summed(`guards in loops: ${name}, ${k}`, body), functions: [name, name, name, name] }));

/** All of them. */
export const loopCases: readonly ConformanceCase[] = [
  ...sequentialCases,
  ...reductionCases,
  ...extremeCases,
  ...integerCases,
  ...guardedCases,
];
