import type { Value } from "../../ir/mod.ts";
import type { ShaderInputs, Start } from "./code.ts";
import type { LoopDependence } from "./dependence.ts";
import { type Expression, primary, relational } from "./expressions.ts";
import type { Names } from "./names.ts";

/** Gathers what a loop's shader reads from the host while its body is printed, and lays it out. */
export class LoopInputs {
  readonly #names: Names;
  readonly #dependence: LoopDependence;
  readonly #scalars = new Map<number, { name: string; type: "f32" | "u32" }>();
  /** By the numbers of their values. */
  readonly #starts = new Map<string, { name: string; start: Start }>();

  constructor(names: Names, dependence: LoopDependence) {
    this.#names = names;
    this.#dependence = dependence;
  }

  /** How the shader reads a value that is the same in every iteration. */
  uniform(value: Value): Expression {
    const number = this.#dependence.numberOf(value);
    const type = value.type === "bool" ? "u32" : "f32";
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

  /** The members of the shader's structs. Those of two words come first: they must lie at even offsets. */
  members(): { parameters: string[]; tile: string[] } {
    const starts = [...this.#starts.values()];
    return {
      parameters: [
        ...starts.map(({ name }) => `${name}_step: vec2f`),
        "zero: u32",
        ...[...this.#scalars.values()].map(({ name, type }) => `${name}: ${type}`),
      ],
      tile: [...starts.map(({ name }) => `${name}: vec2f`), "count: u32"],
    };
  }

  /** The names of what the tiles start from. */
  get startNames(): string[] {
    return [...this.#starts.values()].map(({ name }) => name);
  }

  /** 32-bit words of the struct `Tile`. */
  get tileWords(): number {
    return this.#starts.size === 0 ? 1 : 2 * this.#starts.size + 2;
  }

  /** What the host is to compute. Call it when the body has been printed. */
  layout(factors: readonly (Value | null)[]): ShaderInputs {
    return {
      starts: [...this.#starts.values()].map(({ start }) => start),
      scalars: [...this.#scalars].map(([value, { type }]) => ({ type, value })),
      factors: factors.map((factor) => factor && this.#dependence.numberOf(factor)),
      program: this.#dependence.program,
    };
  }

  #read(start: Start, wanted: string | undefined, otherwise: string): { name: string; text: string } {
    const key = [start.value, start.minus, start.period].join();
    let known = this.#starts.get(key);
    if (!known) this.#starts.set(key, known = { name: this.#names.unique(wanted, otherwise), start });
    const { name } = known;
    return { name, text: `position(tile.${name}, parameters.${name}_step, offset)` };
  }
}
