import type { ShaderPrecision } from "./number_format.ts";
import { ShaderMemory } from "./numbers.ts";

/**
 * An affine value of a loop's body, in f64. Each tile is told where it starts as the sum of two f32, so that the value is
 * right to the last bit of f32 however far the index goes.
 */
export interface Column {
  /** The value at index 0. */
  readonly origin: number;
  readonly slope: number;
  /** Where only the remainder of a division by this matters: the start may be moved by multiples of it. */
  readonly period?: number;
}

/** Invocations of a workgroup. */
export const LANES = 64;
/** Iterations that an invocation adds plainly, in four accumulators, before it adds with compensation. */
export const RUN = 32;
/**
 * Turns of sequential loops that an invocation may take for its iterations of a tile: few enough for a dispatch that does
 * nothing else to end in about a second on a software adapter, since a driver may end a longer one.
 */
export const MOST_TURNS = 2 ** 20;
/**
 * Iterations of a workgroup's shortest tile: to start a workgroup and add up its lanes costs as much as some thousand. Of
 * its longest: offsets within a tile must fit an f32 exactly, and a tile must end soon on a software adapter. Iterations
 * that have loops of their own cost a multiple.
 */
const LENGTHS = { plain: { shortest: 2 ** 15, longest: 2 ** 20 }, looping: { shortest: 2 ** 11, longest: 2 ** 16 } };
/** As many tiles as keep a large GPU busy; beyond, tiles grow. */
const MANY = 2 ** 14;

/**
 * The iterations of one tile: a power of two that depends on the loop's length alone, so that each tile's bits do too.
 *
 * @param count The loop's iterations.
 * @param kind Whether they have sequential loops of their own.
 */
export function tileLength(count: number, kind: keyof typeof LENGTHS = "plain"): number {
  const { shortest, longest } = LENGTHS[kind];
  let length = shortest;
  while (length < longest && count / length > MANY) length *= 2;
  return length;
}

/** What tiles are told beside their length. */
export interface TileContents {
  readonly precision: ShaderPrecision;
  readonly columns: readonly Column[];
  readonly indexWords: boolean;
}

/** Which tiles to tell what. */
export interface TileRange {
  /** The loop's first index, and its iterations. */
  readonly start: number;
  readonly count: number;
  /** Iterations of each tile but the last. */
  readonly length: number;
  /** The first tile, and how many. */
  readonly first: number;
  readonly tiles: number;
}

/**
 * Writes elements of the shader's `tiles`: each column's start at the tile's first index, the tile's iterations, and if
 * the shader reads them the words of that index in two's complement, low and high.
 *
 * @param tileWords As in `WgslLoop`.
 * @param into At least `tiles * tileWords` words.
 */
export function writeTiles(
  range: TileRange,
  { precision, columns, indexWords }: TileContents,
  tileWords: number,
  into: ArrayBuffer,
): void {
  const memory = new ShaderMemory(into);
  const { words } = memory;
  const { length } = range;
  for (let t = 0; t < range.tiles; t++) {
    const offset = (range.first + t) * length;
    const count = Math.min(length, range.count - offset);
    columns.forEach((column, c) => {
      memory.number(precision, t * tileWords + 2 * c, startOf(column, range.start + offset, count));
    });
    const at = t * tileWords + 2 * columns.length;
    words[at] = count;
    if (indexWords) words.set([range.start + offset, Math.floor((range.start + offset) / 2 ** 32)], at + 1);
  }
}

/** The column's value at an index; if it has a period, as near to 0 as the tile's values can be with their signs kept. */
function startOf({ origin, slope, period }: Column, index: number, count: number): number {
  const start = origin + index * slope;
  if (period === undefined || !Number.isFinite(start) || !(period !== 0)) return start;
  const end = start + (count - 1) * slope;
  if (start > 0 !== end > 0) return start;
  const nearest = Math.abs(start) <= Math.abs(end) ? start : end;
  const moved = nearest % period;
  return nearest === start ? moved : moved - (count - 1) * slope;
}
