import type { Scratch } from "./scratch.ts";

/**
 * What a PriorityQueue sorts by, as bytes whose order is that of the values: numbers, dates and strings as `<` has it,
 * arrays as Python compares tuples; a kind comes before another as IndexedDB has it. So heaps in shared memory compare
 * without reading values.
 */

const END = 0;
const NUMBER = 1;
const DATE = 2;
const STRING = 3;
const ARRAY = 4;

/**
 * Writes the key of an item. It ends at the first element that has no order: items that are equal up to there leave in
 * the order in which they came.
 *
 * @param at Where to begin.
 * @returns Where it ends.
 * @throws {TypeError} If the item, or its first element, has no order.
 */
export function writeKey(scratch: Scratch, at: number, item: unknown): number {
  const key = new KeyWriter(scratch, at);
  if (!key.write(item) && key.isVoid) {
    throw new TypeError(
      "a PriorityQueue's item must have an order: a number, a string, a Date, or an array that begins with one, " +
        "such as [priority, value]",
    );
  }
  return key.at;
}

class KeyWriter {
  /** Whether nothing was written but the beginnings of arrays. */
  isVoid = true;
  readonly #scratch: Scratch;

  constructor(scratch: Scratch, public at: number) {
    this.#scratch = scratch;
  }

  /** @returns Whether the key goes on. */
  write(item: unknown): boolean {
    if (typeof item === "number") return this.#number(NUMBER, item);
    if (typeof item === "boolean") return this.#number(NUMBER, Number(item));
    if (typeof item === "bigint") return this.#number(NUMBER, exact(item));
    if (typeof item === "string") return this.#string(item);
    if (item instanceof Date) return this.#number(DATE, item.getTime());
    return Array.isArray(item) && this.#array(item);
  }

  /** IEEE 754 in the order of its bits, once the negative are turned around. */
  #number(tag: number, value: number): boolean {
    if (Number.isNaN(value)) throw new TypeError("NaN, and a Date that is none, have no place in a PriorityQueue");
    this.isVoid = false;
    this.#scratch.reserve(this.at + 9);
    const { bytes, view } = this.#scratch;
    bytes[this.at] = tag;
    // -0 is 0.
    view.setFloat64(this.at + 1, value + 0);
    const high = view.getInt32(this.at + 1);
    view.setInt32(this.at + 1, high < 0 ? ~high : high ^ 0x80000000);
    if (high < 0) view.setInt32(this.at + 5, ~view.getInt32(this.at + 5));
    this.at += 9;
    return true;
  }

  /** The UTF-16 units; after a zero, what follows tells a character from the end. */
  #string(text: string): boolean {
    this.isVoid = false;
    this.#scratch.reserve(this.at + 1 + 4 * (text.length + 1));
    const { bytes, view } = this.#scratch;
    bytes[this.at++] = STRING;
    for (let k = 0; k < text.length; k++) {
      const code = text.charCodeAt(k);
      this.#unit(view, code);
      if (code === 0) this.#unit(view, 1);
    }
    this.#unit(view, 0);
    this.#unit(view, 0);
    return true;
  }

  #unit(view: DataView, code: number): void {
    view.setUint16(this.at, code);
    this.at += 2;
  }

  #array(items: readonly unknown[]): boolean {
    this.#byte(ARRAY);
    for (const item of items) if (!this.write(item)) return false;
    this.#byte(END);
    this.isVoid = false;
    return true;
  }

  #byte(value: number): void {
    this.#scratch.reserve(this.at + 1);
    this.#scratch.bytes[this.at++] = value;
  }
}

function exact(item: bigint): number {
  const value = Number(item);
  if (!Number.isSafeInteger(value)) throw new RangeError(`a PriorityQueue orders bigints up to 2^53: not ${item}`);
  return value;
}
