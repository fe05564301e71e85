import type { ShaderPrecision } from "./number_format.ts";

/** The memory of a shader's structs, as the host writes it. */
export class ShaderMemory {
  readonly words: Uint32Array<ArrayBuffer>;
  readonly #floats: Float32Array;
  readonly #doubles: Float64Array;

  constructor(buffer: ArrayBuffer) {
    this.words = new Uint32Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer, 0, Math.floor(buffer.byteLength / 8));
  }

  /** Writes an f32. */
  float(word: number, value: number): void {
    this.#floats[word] = value;
  }

  /** Writes a number in two words, from an even one on: as an f64, or as two f32 of which it is the sum. */
  number(precision: ShaderPrecision, word: number, value: number): void {
    if (precision === "f64") {
      this.#doubles[word / 2] = value;
      return;
    }
    const high = Math.fround(value);
    this.#floats[word] = high;
    this.#floats[word + 1] = Number.isFinite(high) ? value - high : 0;
  }
}

/**
 * Reads the partials of tiles: of each, for each reduction, a pair of numbers.
 *
 * @param words As a device wrote them, whole tiles.
 * @returns What reads the pair that begins at a word.
 */
export function pairReader(
  precision: ShaderPrecision,
  { buffer, byteOffset, length }: Uint32Array<ArrayBuffer>,
): (word: number) => [first: number, second: number] {
  if (precision === "f64") {
    const doubles = new Float64Array(buffer, byteOffset, length / 2);
    return (word) => [doubles[word / 2], doubles[word / 2 + 1]];
  }
  const floats = new Float32Array(buffer, byteOffset, length);
  if (precision === "f32") return (word) => [floats[word], floats[word + 1]];
  return (word) => [floats[word] + floats[word + 1], floats[word + 2] + floats[word + 3]];
}
