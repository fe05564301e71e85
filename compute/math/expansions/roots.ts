import type { Value } from "../../ir/mod.ts";
import type { Formula } from "./formula.ts";

/** Where the sum of two squares is exact but for rounding. */
const SMALLEST_SUM = 2 ** -900;
const LARGEST_SUM = 2 ** 1000;

/** Numbers beyond these have squares that are not; scaled by the factor they have. */
const SIDES = { largest: 2 ** 500, smallest: 2 ** -450, scale: 2 ** 600 };
const NARROW_SIDES = { largest: 2 ** 60, smallest: 2 ** -40, scale: 2 ** 70 };

/** hypot(x, y) by its definition; where squares could overflow or underflow, by that of scaled numbers. */
export function expandHypot(f: Formula, x: Value, y: Value): Value {
  if (f.total || f.narrow) return totalHypot(f, f.abs(x), f.abs(y));
  const sum = f.madd(x, x, f.mul(y, y));
  f.guard(f.operation("gt", sum, SMALLEST_SUM));
  f.guard(f.operation("lt", sum, LARGEST_SUM));
  return f.operation("sqrt", sum);
}

function totalHypot(f: Formula, x: Value, y: Value): Value {
  const larger = f.operation("pmax", x, y);
  const { largest, smallest, scale: factor } = f.narrow ? NARROW_SIDES : SIDES;
  const big = f.operation("gt", larger, largest);
  const little = f.operation("lt", larger, smallest);
  const choose = (ofBig: number, ofLittle: number) => f.select(big, ofBig, f.select(little, ofLittle, 1));
  const scale = choose(1 / factor, factor);
  const [width, height] = [x, y].map((side) => f.mul(side, scale));
  const root = f.operation("sqrt", f.madd(width, width, f.mul(height, height)));
  const scaledBack = f.mul(root, choose(factor, 1 / factor));
  // Beside an infinity even NaN does not count.
  const infinite = f.operation("or", f.operation("eq", x, Infinity), f.operation("eq", y, Infinity));
  return f.select(infinite, Infinity, scaledBack);
}

/** Below it numbers are scaled. */
const SMALLEST_CUBE = 2 ** -900;
/** Beyond it a root's cube may be too large for an f32, if it was rounded up. */
const LARGEST_CUBE = 2 ** 120;

/**
 * cbrt(x) = x w^2, w = |x|^(-1/3) from a rough one and a step of order five and one of order three, then a Newton step for the root itself. Valid everywhere.
 */
export function expandCbrt(f: Formula, x: Value): Value {
  // Small numbers are scaled by a cube: the rounding errors of the root's cube must be normal numbers too.
  const small = f.operation("lt", f.abs(x), SMALLEST_CUBE);
  const large = f.narrow && f.operation("gt", f.abs(x), LARGEST_CUBE);
  const choose = (ofSmall: number, ofLarge: number) =>
    f.select(small, ofSmall, large ? f.select(large, ofLarge, 1) : 1);
  const size = f.mul(f.abs(x), choose(2 ** 120, 2 ** -30));
  let w = f.roughInverseCubeRoot(size);
  for (const series of [[1 / 3, 2 / 9, 14 / 81, 35 / 243], [1 / 3, 2 / 9]]) {
    // w (1 - h)^(-1/3) with h = 1 - |x| w^3.
    const h = f.nmadd(f.mul(size, w), f.mul(w, w), 1);
    w = f.madd(f.mul(w, h), f.polynomial(h, series), w);
  }
  const square = f.mul(w, w);
  const root = f.mul(size, square);
  // root - (root^3 - |x|) / (3 root^2), the cube's low part by a root of 17 bits.
  const high = f.leading(root, 17);
  const low = f.sub(root, high);
  const highSquare = f.mul(high, high);
  const excess = f.sub(f.mul(highSquare, high), size);
  const rest = f.madd(low, f.madd(f.mul(high, 3), root, f.mul(low, low)), excess);
  const corrected = f.mul(f.nmadd(f.mul(rest, 1 / 3), square, root), choose(2 ** -40, 2 ** 10));
  // Zeros, infinities and NaN are their own roots.
  const ordinary = f.operation("and", f.operation("gt", size, 0), f.operation("lt", size, Infinity));
  return f.operation("copysign", f.select(ordinary, corrected, size), x);
}
