/**
 * What the host computes for a shader: the values of a loop's body that are the same in every iteration or affine in
 * the index, as plain data that can be sent to another thread.
 */
import { type Call, type Operation, type OperationName, operations } from "../../ir/mod.ts";
import { mathFunctions } from "../../math/mod.ts";

/** origin + i * slope for index i. A bool is 0 or 1, without slope. */
export interface Affine {
  readonly origin: number;
  readonly slope: number;
}

/** One value of a program; operands are numbers of values before it. */
export type HostValue =
  | { readonly kind: "constant"; readonly value: number }
  /** What the loop captures, by its place. */
  | { readonly kind: "capture"; readonly place: number }
  /** The loop's index. */
  | { readonly kind: "index" }
  | {
    readonly kind: "operation" | "call";
    readonly name: string;
    readonly operands: readonly number[];
    /** Whether it is the same in every iteration. */
    readonly uniform: boolean;
  };

export type HostProgram = readonly HostValue[];

/** Computes all values of a program, in f64. */
export function runProgram(program: HostProgram, captures: readonly number[]): readonly Affine[] {
  const values: Affine[] = [];
  for (const value of program) values.push(evaluate(value, values, captures));
  return values;
}

function evaluate(value: HostValue, values: readonly Affine[], captures: readonly number[]): Affine {
  switch (value.kind) {
    case "constant":
      return { origin: value.value, slope: 0 };
    case "capture":
      return { origin: captures[value.place], slope: 0 };
    case "index":
      return { origin: 0, slope: 1 };
  }
  const operands = value.operands.map((operand) => values[operand]);
  if (!value.uniform) return affineRules[value.name as OperationName]!.apply(...operands);
  const numbers = operands.map(({ origin }) => origin);
  if (value.kind === "call") return { origin: mathFunctions.get(value.name)!.evaluate(...numbers), slope: 0 };
  const { operands: types, evaluate } = operations[value.name as OperationName];
  const result = evaluate(...numbers.map((number, k) => types[k] === "bool" ? number !== 0 : number));
  return { origin: Number(result), slope: 0 };
}

/** By how much an instruction's value grows with the index, if that is an integer whatever the captures; else null. */
export function integerSlope(instruction: Operation | Call, slopes: readonly (number | null)[]): number | null {
  const rule = instruction.kind === "operation" ? affineRules[instruction.operation] : undefined;
  const known = instruction.operands.map((operand, k): Affine => ({
    origin: operand.kind === "constant" ? Number(operand.value) : NaN,
    slope: slopes[k] ?? NaN,
  }));
  const slope = rule?.apply(...known).slope ?? NaN;
  return Number.isInteger(slope) ? slope : null;
}

interface AffineRule {
  /** Whether the result is affine, if all operands are and some, as told, are uniform. */
  readonly keepsAffine: (uniform: readonly boolean[]) => boolean;
  readonly apply: (...operands: Affine[]) => Affine;
}

const always = () => true;
const sum = (x: Affine, y: Affine): Affine => ({ origin: x.origin + y.origin, slope: x.slope + y.slope });
const negative = (x: Affine): Affine => ({ origin: -x.origin, slope: -x.slope });
/** One of the two has no slope. No product with that 0 is made: the other's origin may be infinite. */
const product = (x: Affine, y: Affine): Affine => ({
  origin: x.origin * y.origin,
  slope: y.slope === 0 ? x.slope * y.origin : x.origin * y.slope,
});

/** The operations that keep values affine. */
export const affineRules: { readonly [name in OperationName]?: AffineRule } = {
  add: { keepsAffine: always, apply: sum },
  sub: { keepsAffine: always, apply: (x, y) => sum(x, negative(y)) },
  neg: { keepsAffine: always, apply: negative },
  mul: { keepsAffine: ([x, y]) => x || y, apply: product },
  div: {
    keepsAffine: ([, y]) => y,
    apply: (x, y) => ({ origin: x.origin / y.origin, slope: x.slope / y.origin }),
  },
  madd: { keepsAffine: ([x, y]) => x || y, apply: (x, y, z) => sum(product(x, y), z) },
  nmadd: { keepsAffine: ([x, y]) => x || y, apply: (x, y, z) => sum(z, negative(product(x, y))) },
};
