import { bitsOf, fromBits } from "../../compute/ir/mod.ts";
import { mathFunctions } from "../../compute/math/mod.ts";
import { HARD_ARGUMENTS } from "./hard_arguments.ts";

const { MAX_VALUE, MIN_VALUE } = Number;
const MIN_NORMAL = 2 ** -1022;

/** Where a function of one operand is measured. */
interface Line {
  /** Its whole domain, as far as results are finite or only just not. */
  readonly domain: readonly [number, number];
  /** Intervals that have formulas of their own, besides the record's domain. */
  readonly parts?: readonly (readonly [number, number])[];
  /** Ends of reductions, zeros and thresholds: their neighbours are measured. */
  readonly ends?: readonly number[];
}

const ALL = [-MAX_VALUE, MAX_VALUE] as const;
const HALF_LN2 = Math.LN2 / 2;

/** The first ends of quadrants, and of octants; the hardest angles are among the hard arguments. */
const QUARTERS = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => n * Math.PI / 4);

const TURNING: Line = {
  domain: ALL,
  parts: [[-4, 4], [-1e4, 1e4], [-1.7e7, 1.7e7], [-1e10, 1e10], [-1e17, 1e17]],
  ends: QUARTERS,
};
const LOGARITHMIC: Line = {
  domain: [MIN_VALUE, MAX_VALUE],
  parts: [[0.5, 2], [0.99, 1.01], [1 - 1e-6, 1 + 1e-6]],
  ends: [1, Math.SQRT2, Math.SQRT1_2, 2, 10, 100, 1e5, 1e22, MIN_NORMAL],
};

const LINES: Readonly<Record<string, Line>> = {
  sin: TURNING,
  cos: TURNING,
  tan: TURNING,
  asin: { domain: [-1, 1], parts: [[0.4, 0.6], [0.99, 1]], ends: [0.5, 1, Math.SQRT1_2] },
  acos: { domain: [-1, 1], parts: [[0.4, 0.6], [-0.6, -0.4], [0.99, 1]], ends: [0.5, 1, Math.SQRT1_2] },
  atan: { domain: ALL, parts: [[-2, 2], [0.4, 3]], ends: [1, 0.5, 2] },
  exp: { domain: [-745.2, 709.8], parts: [[-1, 1], [-746, -707], [707, 710]], ends: [HALF_LN2, 709.782712893384, 708] },
  expm1: { domain: [-60, 709.8], parts: [[-1, 1], [-40, -35]], ends: [HALF_LN2, 3 * HALF_LN2, 709.782712893384, 708] },
  log: LOGARITHMIC,
  log2: LOGARITHMIC,
  log10: LOGARITHMIC,
  log1p: { domain: [-1, MAX_VALUE], parts: [[-0.5, 1], [-0.01, 0.01], [-1, -0.99]], ends: [Math.SQRT2 - 1, 2 ** 53] },
  sinh: { domain: [-710.5, 710.5], parts: [[-1, 1], [-3, 3]], ends: [HALF_LN2, 22, 708, 709.78, 710.4758600739439] },
  cosh: { domain: [-710.5, 710.5], parts: [[-1, 1], [-3, 3]], ends: [HALF_LN2, 22, 708, 709.78, 710.4758600739439] },
  tanh: { domain: [-40, 40], parts: [[-1, 1], [-3, 3]], ends: [HALF_LN2 / 2, 0.55, 19.06, 20] },
  asinh: { domain: ALL, parts: [[-2, 2], [-1e4, 1e4]], ends: [1, 2 ** 28, 2 ** 500] },
  acosh: { domain: [1, MAX_VALUE], parts: [[1, 2], [1, 1.001], [1, 1e4]], ends: [1, 2, 2 ** 28, 2 ** 500] },
  atanh: { domain: [-1, 1], parts: [[-0.2, 0.2], [0.9, 1]], ends: [0.5, 1] },
  erf: { domain: [-6.5, 6.5], parts: [[-1, 1], [0.9, 1.1], [1, 3]], ends: [0.65, 1, 5.92, 5.95] },
  erfc: { domain: [-6.5, 27.5], parts: [[-0.7, 0.7], [0.6, 2], [1, 10], [26, 27.4]], ends: [0.65, 1, 26.543, 27.226] },
  sqrt: { domain: [MIN_VALUE, MAX_VALUE], parts: [[1, 4]], ends: [1, MIN_NORMAL] },
  cbrt: { domain: ALL, parts: [[-10, 10], [1, 8]], ends: [1, 8, 27, MIN_NORMAL] },
};

/** Random numbers from a seed: the same points on every run (Marsaglia's xorshift128, 2003). */
class Random {
  readonly #state: Uint32Array;

  constructor(seed: string) {
    this.#state = Uint32Array.of(123456789, 362436069, 521288629, 88675123);
    for (const letter of seed) {
      this.#state[3] ^= letter.charCodeAt(0);
      this.#word();
    }
    for (let k = 0; k < 20; k++) this.#word();
  }

  #word(): number {
    const [x, y, z, w] = this.#state;
    const t = x ^ (x << 11);
    this.#state.set([y, z, w, w ^ (w >>> 19) ^ t ^ (t >>> 8)]);
    return this.#state[3];
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return ((this.#word() >>> 5) * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53;
  }

  within([low, high]: readonly [number, number]): number {
    // Halves, since the difference may be infinite.
    const value = 2 * (low / 2 + (high / 2 - low / 2) * this.unit());
    return Math.min(high, Math.max(low, value));
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.unit() * list.length)];
  }

  sign(): number {
    return this.unit() < 0.5 ? -1 : 1;
  }

  /** Of either sign, all exponents of an interval equally likely. */
  ofAnySize([low, high]: readonly [number, number]): number {
    const ends = [Math.max(low, 0) || MIN_VALUE, Math.max(-high, 0) || MIN_VALUE];
    const positive = high > 0 && (low >= 0 || this.unit() < 0.5);
    const [from, to] = positive ? [ends[0], high] : [ends[1], -low];
    const bits = [from, to].map((x) => Number(bitsOf(x)));
    const value = fromBits(BigInt(Math.floor(bits[0] + (bits[1] - bits[0]) * this.unit())));
    const fine = Math.min(to, value * (1 + this.unit() * 2 ** -11));
    return positive ? fine : -fine;
  }

  /** A number beside another: a few units away, or a fraction of it. */
  beside(x: number): number {
    const off = this.unit() < 0.5 ? 2 ** -52 * Math.floor(40 * this.unit()) : 2 ** (-52 * this.unit() - 3);
    return x * (1 + this.sign() * off);
  }
}

function pointOnLine(random: Random, name: string): number {
  const { domain, parts = [], ends = [] } = LINES[name];
  const kind = random.unit();
  if (kind < 0.3) return random.ofAnySize(domain);
  if (kind < 0.6) return random.within(mathFunctions.get(name)!.domain[0]);
  if (kind < 0.8 && parts.length > 0) return random.within(random.pick(parts));
  if (LINES[name] === TURNING && kind < 0.9) {
    const n = Math.floor(2 ** (53 * random.unit()));
    return random.sign() * random.beside(n * (Math.PI / 2) + n * 6.123233995736766e-17);
  }
  const value = random.beside(random.pick(ends));
  return domain[0] < 0 ? random.sign() * value : value;
}

/** Pairs for the functions of two operands. */
const PLANES: Readonly<Record<string, (random: Random) => [number, number]>> = {
  pow(random) {
    const kind = random.unit();
    if (kind < 0.2) return [random.within([0, 100]), random.within([-50, 50])];
    if (kind < 0.3) return [random.within([-20, 20]), Math.floor(random.within([-40, 40]))];
    if (kind < 0.4) return [random.ofAnySize([0, MAX_VALUE]), random.within([-2, 2])];
    // The result's size is chosen, and the power found.
    const x = kind < 0.6 ? random.ofAnySize([0, MAX_VALUE]) : random.within(kind < 0.8 ? [0.5, 2] : [0.999, 1.001]);
    const size = random.unit() < 0.3 ? random.pick([-1074, -1022, 1023.99, 1024]) : random.within([-1076, 1025]);
    return [x, random.beside(size / Math.log2(x))];
  },
  atan2(random) {
    const kind = random.unit();
    if (kind < 0.4) return [random.within([-100, 100]), random.within([-100, 100])];
    if (kind < 0.6) return [random.ofAnySize(ALL), random.ofAnySize(ALL)];
    const x = random.ofAnySize(ALL);
    return [random.sign() * Math.min(MAX_VALUE, Math.abs(x) * 2 ** random.within([-60, 60])), x];
  },
  rem(random) {
    const y = random.ofAnySize(ALL);
    return [random.sign() * Math.min(MAX_VALUE, Math.abs(y) * 2 ** random.within([-2, 80])), y];
  },
  hypot(random) {
    const kind = random.unit();
    if (kind < 0.4) return [random.within([-1e6, 1e6]), random.within([-1e6, 1e6])];
    if (kind < 0.5) return [random.ofAnySize(ALL), random.ofAnySize(ALL)];
    const x = random.ofAnySize(ALL);
    return [random.sign() * Math.min(MAX_VALUE, Math.abs(x) * 2 ** random.within([-30, 30])), x];
  },
};

/** In words: where a function is measured. */
export function domainOf(name: string): string {
  const domain = LINES[name]?.domain;
  if (!domain) return name === "pow" ? "all results" : "all pairs";
  const [low, high] = domain;
  if (high < MAX_VALUE) return `${low} to ${high}`;
  return low === MIN_VALUE ? "positive" : low === -MAX_VALUE ? "all" : `from ${low}`;
}

/**
 * Operands at which a function is measured: over all exponents of its whole domain, evenly over its ordinary one, and
 * near the places where formulas end, the hard arguments first. The same for the same count.
 */
export function pointsFor(name: string, count: number): number[][] {
  const random = new Random(name);
  const plane = PLANES[name];
  const inside = ([low, high]: readonly [number, number], x: number) => Math.min(high, Math.max(low, x));
  const hard = (HARD_ARGUMENTS[name] ?? []).map((operands) => [...operands]);
  const spread = Array.from({ length: count }, () => {
    return plane ? plane(random) : [inside(LINES[name].domain, pointOnLine(random, name))];
  });
  return [...hard, ...spread];
}
