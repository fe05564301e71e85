import type { Value } from "../../ir/mod.ts";
import type { NumberFormat } from "./number_format.ts";
import type { ShaderInputs, Start } from "./code.ts";
import type { LoopDependence } from "./dependence.ts";
import { type Expression, primary, relational } from "./expressions.ts";
import type { Names } from "./names.ts";

/** The words of the loop's index, as the shader names them. */
const INDEX_WORDS = { toI32: "index_low", toUpperI32: "index_high" };

type Scalar = ShaderInputs["scalars"][number]["type"];

/** Gathers what a loop's shader reads from the host while its body is printed, and lays it out. */
export class LoopInputs {
  readonly #names: Names;
  readonly #dependence: LoopDependence;
  readonly #format: NumberFormat;
  readonly #scalars = new Map<number, { name: string; type: Scalar }>();
  /** By the numbers of their values. */
  readonly #indexWords = new Set<string>();
  readonly #starts = new Map<string, { name: string; start: Start }>();

  constructor(names: Names, dependence: LoopDependence, format: NumberFormat) {
    this.#format = format;
    this.#names = names;
    this.#dependence = dependence;
  }

  /** How the shader reads a value that is the same in every iteration. */
  uniform(value: Value): Expression {
    const number = this.#dependence.numberOf(value);
    const type = value.type === "bool" ? "u32" : value.type === "i32" ? "i32" : this.#format.precision;
    let scalar = this.#scalars.get(number);
    if (!scalar) {
      scalar = { name: this.#names.unique("name" in value ? value.name : undefined, "c"), type };
      this.#scalars.set(number, scalar);
    }
    return type === "u32" ? relational(`parameters.${scalar.name} != 0u`) : primary(`parameters.${scalar.name}`);
  }

  /** How the shader reads an affine value, and a name for it. */
  affine(value: Value): { name: string; text: string } {
    return this.#read({ value: this.#dependence.numberOf(value) }, "name" in value ? value.name : undefined, "p");
  }

  /** How the shader reads the difference of two affine values. */
  difference(left: Value, right: Value): string {
    const [value, minus] = [left, right].map((operand) => this.#dependence.numberOf(operand));
    return this.#read({ value, minus }, undefined, "d").text;
  }

  /** How the shader reads an affine value of which only the remainder of a division counts. */
  periodic(dividend: Value, divisor: Value): string {
    const [value, period] = [dividend, divisor].map((operand) => this.#dependence.numberOf(operand));
    return this.#read({ value, period }, undefined, "m").text;
  }

  /** How the shader reads a word of the index. */
  indexWord(half: "toI32" | "toUpperI32"): string {
    const name = INDEX_WORDS[half];
    this.#indexWords.add(name);
    return `bitcast<i32>(${name})`;
  }

  /** The statements that compute the index's words, if they are read. */
  indexLines(): string[] {
    const low = "let index_low = tile.index_low + k;";
    const high = "let index_high = tile.index_high + select(0u, 1u, index_low < k);";
    return this.#indexWords.has("index_high") ? [low, high] : this.#indexWords.has("index_low") ? [low] : [];
  }

  /** The members of the shader's structs. Those of two words come first: they must lie at even offsets. */
  members(): { parameters: string[]; tile: string[] } {
    const starts = [...this.#starts.values()];
    const { start, type: number } = this.#format;
    const member = ({ name, type }: { name: string; type: Scalar }) =>
      `${name}: ${type === "u32" || type === "i32" ? type : number}`;
    const [wide, narrow] = this.#scalarsByWidth().map((scalars) => scalars.map(([, scalar]) => member(scalar)));
    return {
      parameters: [
        ...starts.map(({ name }) => `${name}_step: ${start}`),
        ...wide,
        "zero: u32",
        ...narrow,
      ],
      tile: [
        ...starts.map(({ name }) => `${name}: ${start}`),
        "count: u32",
        ...(this.#indexWords.size > 0 ? ["index_low: u32", "index_high: u32"] : []),
      ],
    };
  }

  /** The names of what the tiles start from. */
  get startNames(): string[] {
    return [...this.#starts.values()].map(({ name }) => name);
  }

  /** 32-bit words of the struct `Tile`. */
  get tileWords(): number {
    const words = 2 * this.#starts.size + (this.#indexWords.size > 0 ? 3 : 1);
    return this.#starts.size === 0 ? words : words + words % 2;
  }

  /** What the host is to compute. Call it when the body has been printed. */
  layout(factors: readonly (Value | null)[]): ShaderInputs {
    return {
      precision: this.#format.precision,
      starts: [...this.#starts.values()].map(({ start }) => start),
      scalars: this.#scalarsByWidth().flat().map(([value, { type }]) => ({ type, value })),
      factors: factors.map((factor) => factor && this.#dependence.numberOf(factor)),
      program: this.#dependence.program,
      indexWords: this.#indexWords.size > 0,
    };
  }

  /** Those of two words, and those of one. */
  #scalarsByWidth(): [number, { name: string; type: Scalar }][][] {
    const isWide = ({ type }: { type: Scalar }) => type === "f64" || type === "df64";
    return [true, false].map((wide) => [...this.#scalars].filter(([, scalar]) => isWide(scalar) === wide));
  }

  #read(start: Start, wanted: string | undefined, otherwise: string): { name: string; text: string } {
    const key = [start.value, start.minus, start.period].join();
    let known = this.#starts.get(key);
    if (!known) this.#starts.set(key, known = { name: this.#names.unique(wanted, otherwise), start });
    const { name } = known;
    return { name, text: `position(tile.${name}, parameters.${name}_step, offset)` };
  }
}
