/**
 * Every operation of the IR, in groups: its signature and, as code for the interpreter, its meaning. Mathematical
 * functions are not here: they are calls, and `math` expands them into these for the targets that lack them.
 */
import type { Type } from "./types.ts";

/** Signature and meaning. Operands and results are numbers for f64 and i32, booleans for bool, bigints for bits. */
export interface OperationRecord {
  readonly operands: readonly Type[];
  readonly result: Type;
  // deno-lint-ignore no-explicit-any -- the verifier holds operands to the signature
  readonly evaluate: (...operands: any[]) => number | boolean | bigint;
}

const view = new DataView(new ArrayBuffer(8));

/** The 64 bits of an f64. */
export function bitsOf(x: number): bigint {
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

/** The f64 with these 64 bits. */
export function fromBits(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** Rounds to the nearest integer, ties to even, keeping the sign of zero (roundTiesToEven of IEEE 754). */
export function nearest(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const shift = x < 0 || Object.is(x, -0) ? -(2 ** 52) : 2 ** 52;
  const rounded = (x + shift) - shift;
  return rounded === 0 ? (shift < 0 ? -0 : 0) : rounded;
}

const wrap = (bits: bigint) => BigInt.asUintN(64, bits);

const unary = (evaluate: (x: number) => number): OperationRecord => ({ operands: ["f64"], result: "f64", evaluate });
const binary = (evaluate: (x: number, y: number) => number): OperationRecord => ({
  operands: ["f64", "f64"],
  result: "f64",
  evaluate,
});
const ternary = (evaluate: (x: number, y: number, z: number) => number): OperationRecord => ({
  operands: ["f64", "f64", "f64"],
  result: "f64",
  evaluate,
});
const comparison = (evaluate: (x: number, y: number) => boolean): OperationRecord => ({
  operands: ["f64", "f64"],
  result: "bool",
  evaluate,
});
const onBits = (evaluate: (x: bigint, y: bigint) => bigint): OperationRecord => ({
  operands: ["bits", "bits"],
  result: "bits",
  evaluate,
});

const onIntegers = (evaluate: (x: number, y: number) => number): OperationRecord => ({
  operands: ["i32", "i32"],
  result: "i32",
  evaluate,
});

/** IEEE 754 binary64, round to nearest even. */
const arithmetic = {
  add: binary((x, y) => x + y),
  sub: binary((x, y) => x - y),
  mul: binary((x, y) => x * y),
  div: binary((x, y) => x / y),
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sqrt: unary(Math.sqrt),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  trunc: unary(Math.trunc),
  nearest: unary(nearest),
  /** Rounded to an f32 and back. */
  fround: unary(Math.fround),
  /** As Math.min and Math.max: NaN wins, -0 < 0. */
  min: binary(Math.min),
  max: binary(Math.max),
  /** The cheap forms of SIMD units: y < x ? y : x, and x < y ? y : x. */
  pmin: binary((x, y) => y < x ? y : x),
  pmax: binary((x, y) => x < y ? y : x),
  copysign: binary((x, y) => (x < 0 || Object.is(x, -0)) === (y < 0 || Object.is(y, -0)) ? x : -x),
  /** x * y + z, and z - x * y: fused or rounded twice, as the target finds cheaper. Only fastmath makes these. */
  madd: ternary((x, y, z) => x * y + z),
  nmadd: ternary((x, y, z) => z - x * y),
};

const comparisons = {
  eq: comparison((x, y) => x === y),
  ne: comparison((x, y) => x !== y),
  lt: comparison((x, y) => x < y),
  le: comparison((x, y) => x <= y),
  gt: comparison((x, y) => x > y),
  ge: comparison((x, y) => x >= y),
};

const logic: Record<"and" | "or" | "not", OperationRecord> = {
  and: { operands: ["bool", "bool"], result: "bool", evaluate: (x: boolean, y: boolean) => x && y },
  or: { operands: ["bool", "bool"], result: "bool", evaluate: (x: boolean, y: boolean) => x || y },
  not: { operands: ["bool"], result: "bool", evaluate: (x: boolean) => !x },
};

/** Both sides are computed; the first is taken where the condition holds. */
const selection: Record<"select" | "selectBool" | "selectI32" | "selectBits", OperationRecord> = {
  select: {
    operands: ["bool", "f64", "f64"],
    result: "f64",
    evaluate: (c: boolean, x: number, y: number) => c ? x : y,
  },
  selectBool: {
    operands: ["bool", "bool", "bool"],
    result: "bool",
    evaluate: (c: boolean, x: boolean, y: boolean) => c ? x : y,
  },
  selectI32: {
    operands: ["bool", "i32", "i32"],
    result: "i32",
    evaluate: (c: boolean, x: number, y: number) => c ? x : y,
  },
  selectBits: {
    operands: ["bool", "bits", "bits"],
    result: "bits",
    evaluate: (c: boolean, x: bigint, y: bigint) => c ? x : y,
  },
};

/** 32-bit integer arithmetic modulo 2^32, as JavaScript's bitwise operators have it. Shifts take their count modulo 32. */
const integer = {
  /** x | 0: cut to an integer, modulo 2^32; NaN and the infinities are 0. */
  toI32: { operands: ["f64"], result: "i32", evaluate: (x: number) => x | 0 } as OperationRecord,
  /** The integer part of x / 2^32, likewise: the upper half of an integer's 64 bits. */
  toUpperI32: {
    operands: ["f64"],
    result: "i32",
    evaluate: (x: number) => Math.floor(x / 2 ** 32) | 0,
  } as OperationRecord,
  fromI32: { operands: ["i32"], result: "f64", evaluate: (x: number) => x } as OperationRecord,
  /** x >>> 0. */
  fromU32: { operands: ["i32"], result: "f64", evaluate: (x: number) => x >>> 0 } as OperationRecord,
  addI32: onIntegers((x, y) => (x + y) | 0),
  subI32: onIntegers((x, y) => (x - y) | 0),
  mulI32: onIntegers(Math.imul),
  /** The upper 32 bits of the product of two unsigned integers. */
  mulHighU32: onIntegers((x, y) => Number((BigInt(x >>> 0) * BigInt(y >>> 0)) >> 32n) | 0),
  andI32: onIntegers((x, y) => x & y),
  orI32: onIntegers((x, y) => x | y),
  xorI32: onIntegers((x, y) => x ^ y),
  shlI32: onIntegers((x, count) => x << count),
  /** Arithmetic: copies of the sign come in from the left. */
  shrI32: onIntegers((x, count) => x >> count),
  /** Logical: zeros come in from the left. */
  ushrI32: onIntegers((x, count) => (x >>> count) | 0),
};

/** 64-bit integer arithmetic modulo 2^64 on the bits of an f64. Shift counts are constants in [0, 63]. */
const bitwise = {
  bitsOf: { operands: ["f64"], result: "bits", evaluate: bitsOf } as OperationRecord,
  fromBits: { operands: ["bits"], result: "f64", evaluate: fromBits } as OperationRecord,
  addBits: onBits((x, y) => wrap(x + y)),
  subBits: onBits((x, y) => wrap(x - y)),
  andBits: onBits((x, y) => x & y),
  orBits: onBits((x, y) => x | y),
  xorBits: onBits((x, y) => x ^ y),
  shlBits: onBits((x, count) => wrap(x << count)),
  /** Logical: zeros come in from the left. */
  shrBits: onBits((x, count) => x >> count),
};

/** The exponent and the mantissa of an f64 for targets that can't see its bits: only formulas for these make them. */
const parts = {
  /** floor(log2 |x|) of a normal number; of others any integer. */
  exponentOf: {
    operands: ["f64"],
    result: "i32",
    evaluate: (x: number) => Number(((bitsOf(x) >> 52n) & 0x7ffn) - 1023n),
  } as OperationRecord,
  /** An integer of less than 24 bits, held by an f64. */
  smallToI32: { operands: ["f64"], result: "i32", evaluate: (x: number) => x | 0 } as OperationRecord,
  /** x 2^k, where 2^k is a normal number. */
  scale: { operands: ["f64", "i32"], result: "f64", evaluate: (x: number, k: number) => x * 2 ** k } as OperationRecord,
  /** x y + z of leading parts, rounded to at least 24 bits. */
  roughMadd: ternary((x, y, z) => x * y + z),
  /** 2^k, where it is a normal number. */
  powerOfTwo: { operands: ["i32"], result: "f64", evaluate: (k: number) => 2 ** k } as OperationRecord,
  /** x rounded to 53 - k bits for the factor 2^k + 1 (Veltkamp), or to fewer; as it is from 2^900 on. */
  leading: binary((x, factor) => Math.abs(x) < 2 ** 900 ? x * factor - (x * factor - x) : x),
};

export const operations = { ...arithmetic, ...comparisons, ...logic, ...selection, ...integer, ...bitwise, ...parts };

/** The operations that only targets without bits are given. */
export type PortableOperationName = keyof typeof parts;

export type OperationName = keyof typeof operations;
