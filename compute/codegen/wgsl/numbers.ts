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
 * @param words As a device wrote them.
 * @param word Where a pair begins.
 */
export function readPair(precision: ShaderPrecision, words: Uint32Array<ArrayBuffer>, word: number): [number, number] {
  const at = words.byteOffset + 4 * word;
  if (precision === "f64") return [...new Float64Array(words.buffer, at, 2)] as [number, number];
  if (precision === "f32") return [...new Float32Array(words.buffer, at, 2)] as [number, number];
  const [high, low, second, secondLow] = new Float32Array(words.buffer, at, 4);
  return [high + low, second + secondLow];
}
