import type { OperationName, ReductionKind } from "../../ir/mod.ts";
import type { Expression, Spelling } from "./expressions.ts";

/** What a shader computes in: numbers of 24, 48 or 53 bits. */
export type ShaderPrecision = "f32" | "df64" | "f64";

/** Bits of a number's mantissa. */
export const DIGITS: Readonly<Record<ShaderPrecision, number>> = { f32: 24, df64: 48, f64: 53 };

/** A part of a shader that its other parts call. */
export interface Declaration {
  readonly text: string;
  /** What it calls itself. */
  readonly uses?: readonly string[];
  /** See `WgslFunction`. */
  readonly thorough?: boolean;
}

/** How the shader reduces; a partial is a pair of numbers. */
export interface ReductionCode {
  readonly identity: string;
  /** The function that combines two partials. */
  readonly combine: string;
  readonly declaration: string;
  /** The declarations that it calls. */
  readonly uses?: readonly string[];
}

/** How numbers of a precision are written in WGSL. */
export interface NumberFormat {
  readonly precision: ShaderPrecision;
  /** A number's type, and that of two, of which the second is small, or an exponent. */
  readonly type: string;
  readonly pair: string;
  /** Two numbers as a pair. */
  pairOf(first: string, second: string): string;
  /** 32-bit words of a pair. */
  readonly pairWords: number;
  /** What the shader is told of a value that is affine in the index: a type of two words. */
  readonly start: string;
  /** The type of an offset within a tile. */
  readonly offset: string;
  /** Whether affine values are computed on the host, since the shader's numbers can't hold an index. */
  readonly affine: boolean;
  /** Declares `fence` and `position`. */
  readonly prelude: string;
  readonly spellings: { readonly [name in OperationName]?: Spelling };
  /** The declarations that spellings call. */
  readonly needs: { readonly [name in OperationName]?: readonly string[] };
  /** A constant, or null where the host must hand it over. */
  constant(value: number): Expression | null;
  /** A call of a mathematical function, and the declaration that it needs; null if there is none. */
  call(
    name: string,
    operands: readonly Expression[],
  ): { readonly expression: Expression; readonly need?: string } | null;
  /** A declaration by its name. */
  declaration(name: string): Declaration;
  readonly reductions: Readonly<Record<ReductionKind, ReductionCode>>;
}

/** Gathers the declarations of one shader, each after what it calls. */
export class Declarations {
  readonly #format: NumberFormat;
  readonly #needed = new Map<string, Declaration>();

  constructor(format: NumberFormat) {
    this.#format = format;
  }

  /** Declares something for what calls it. */
  need(name: string): void {
    if (this.#needed.has(name)) return;
    const declaration = this.#format.declaration(name);
    declaration.uses?.forEach((used) => this.need(used));
    this.#needed.set(name, declaration);
  }

  get texts(): readonly string[] {
    return [...this.#needed.values()].map(({ text }) => text).filter((text) => text !== "");
  }

  /** Whether one has a slow path that is left out at first. */
  get thorough(): boolean {
    return [...this.#needed.values()].some(({ thorough }) => thorough);
  }
}

/** The least or the greatest; the second parts stay 0. */
export function extreme(
  kind: "min" | "max",
  { pair, pairOf }: Pick<NumberFormat, "pair" | "pairOf">,
  [identity, first, none]: readonly [identity: string, first: string, none: string],
  uses: readonly string[],
): ReductionCode {
  return {
    identity,
    combine: `${kind}_partials`,
    uses,
    declaration: `fn ${kind}_partials(x: ${pair}, y: ${pair}) -> ${pair} {
  return ${pairOf(`lanes_${kind}(x.${first}, y.${first})`, none)};
}`,
  };
}
