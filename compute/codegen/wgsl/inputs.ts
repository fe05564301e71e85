import type { Value } from "../../ir/mod.ts";
import type { Column, LoopBinding } from "./code.ts";
import type { Affine, LoopDependence } from "./dependence.ts";
import type { Names } from "./names.ts";

type Read = (value: Value) => Affine;

interface Scalar {
  readonly name: string;
  readonly type: "f32" | "u32";
  readonly evaluate: (read: Read) => number;
}

interface Start {
  readonly name: string;
  readonly evaluate: (read: Read) => Column;
}

/** Gathers what a loop's shader reads from the host while its body is printed, and lays it out. */
export class LoopInputs {
  readonly #names: Names;
  readonly #scalars = new Map<unknown, Scalar>();
  readonly #starts = new Map<unknown, Start>();
  readonly #identities = new Map<unknown, number>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** How the shader reads a value that is the same in every iteration. */
  uniform(value: Value): string {
    const wanted = "name" in value ? value.name : undefined;
    const key = value.kind === "constant" ? String(value.value) : value;
    const type = value.type === "bool" ? "u32" : "f32";
    const { name } = keep(this.#scalars, key, () => ({
      name: this.#names.unique(wanted, "c"),
      type,
      evaluate: (read) => read(value).origin,
    }));
    return type === "u32" ? `(parameters.${name} != 0u)` : `parameters.${name}`;
  }

  /** How the shader reads an affine value, and a name for it. */
  affine(value: Value): { name: string; text: string } {
    return this.#start(value, "name" in value ? value.name : undefined, "p", (read) => read(value));
  }

  /** How the shader reads the difference of two affine values. */
  difference(left: Value, right: Value): string {
    const evaluate = (read: Read) => {
      const [x, y] = [read(left), read(right)];
      return { origin: x.origin - y.origin, slope: x.slope - y.slope };
    };
    return this.#start(this.#pair(left, right), undefined, "d", evaluate).text;
  }

  /** How the shader reads an affine value of which only the remainder of a division counts. */
  periodic(dividend: Value, divisor: Value): string {
    const evaluate = (read: Read) => ({ ...read(dividend), period: read(divisor).origin });
    return this.#start(this.#pair(dividend, divisor), undefined, "m", evaluate).text;
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

  /** 32-bit words of the struct `Tile`. */
  get tileWords(): number {
    return this.#starts.size === 0 ? 1 : 2 * this.#starts.size + 2;
  }

  /** Makes what fills the structs. Call it when the body has been printed. */
  binder(dependence: LoopDependence, factors: readonly (Value | null)[]): (captures: Float64Array) => LoopBinding {
    const scalars = [...this.#scalars.values()];
    const starts = [...this.#starts.values()];
    return (captures) => {
      const read = dependence.evaluate(captures);
      const columns = starts.map(({ evaluate }) => evaluate(read));
      const words = 2 * starts.length + 1 + scalars.length;
      const parameters = new Uint32Array(words + words % 2);
      const floats = new Float32Array(parameters.buffer);
      columns.forEach(({ slope }, c) => {
        const high = Math.fround(slope);
        floats[2 * c] = high;
        floats[2 * c + 1] = Number.isFinite(high) ? slope - high : 0;
      });
      scalars.forEach(({ type, evaluate }, s) => {
        (type === "f32" ? floats : parameters)[2 * starts.length + 1 + s] = evaluate(read);
      });
      return {
        parameters,
        columns,
        corrections: factors.map((factor) => factor ? correction(read(factor).origin) : 1),
      };
    };
  }

  /** A key that is the same for the same two values. */
  #pair(...values: Value[]): string {
    return values.map((value) => {
      if (value.kind === "constant") return `=${value.value}`;
      return `#${keep(this.#identities, value, () => this.#identities.size)}`;
    }).join();
  }

  #start(
    key: unknown,
    wanted: string | undefined,
    otherwise: string,
    evaluate: Start["evaluate"],
  ): { name: string; text: string } {
    const { name } = keep(this.#starts, key, () => ({ name: this.#names.unique(wanted, otherwise), evaluate }));
    return { name, text: `position(tile.${name}, parameters.${name}_step, offset)` };
  }
}

/** By how much a factor is larger than the f32 that the shader has instead. */
function correction(factor: number): number {
  const ratio = factor / Math.fround(factor);
  return Math.abs(ratio - 1) <= 2 ** -24 ? ratio : 1;
}

function keep<V>(map: Map<unknown, V>, key: unknown, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}
