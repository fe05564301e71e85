import type { OperationName } from "../../ir/mod.ts";
import type { InstructionName } from "./instructions.ts";
import { type Expression, instruction } from "./syntax.ts";

/** What the spelling of an operation may ask for. */
export interface SpellingContext {
  /** Both lanes with these bits. */
  constant(bits: bigint): Expression;
  /** Whether relaxed SIMD may be used. */
  readonly relaxed: boolean;
}

/** Operands of an operation, or of a shift: its operand and its count as an i32. */
type Compose = (operands: readonly Expression[], context: SpellingContext) => Expression;

/** All bits of an f64 but its sign. */
const MAGNITUDE = 0x7fff_ffff_ffff_ffffn;

const select: Compose = ([condition, x, y]) => instruction("v128.bitselect", [x, y, condition]);

/**
 * How each operation is done on two lanes: by one instruction on the same operands, or composed of several. Truth is a
 * mask: all 64 bits of a lane.
 */
const spellings: Readonly<Record<OperationName, InstructionName | Compose>> = {
  add: "f64x2.add",
  sub: "f64x2.sub",
  mul: "f64x2.mul",
  div: "f64x2.div",
  neg: "f64x2.neg",
  abs: "f64x2.abs",
  sqrt: "f64x2.sqrt",
  floor: "f64x2.floor",
  ceil: "f64x2.ceil",
  trunc: "f64x2.trunc",
  nearest: "f64x2.nearest",
  fround: ([x]) => instruction("f64x2.promote_low_f32x4", [instruction("f32x4.demote_f64x2_zero", [x])]),
  min: "f64x2.min",
  max: "f64x2.max",
  pmin: "f64x2.pmin",
  pmax: "f64x2.pmax",
  copysign: ([x, y], { constant }) => instruction("v128.bitselect", [x, y, constant(MAGNITUDE)]),
  madd: ([x, y, z], { relaxed }) =>
    relaxed
      ? instruction("f64x2.relaxed_madd", [x, y, z])
      : instruction("f64x2.add", [instruction("f64x2.mul", [x, y]), z]),
  nmadd: ([x, y, z], { relaxed }) =>
    relaxed
      ? instruction("f64x2.relaxed_nmadd", [x, y, z])
      : instruction("f64x2.sub", [z, instruction("f64x2.mul", [x, y])]),
  eq: "f64x2.eq",
  ne: "f64x2.ne",
  lt: "f64x2.lt",
  le: "f64x2.le",
  gt: "f64x2.gt",
  ge: "f64x2.ge",
  and: "v128.and",
  or: "v128.or",
  not: "v128.not",
  select,
  selectBool: select,
  selectBits: select,
  bitsOf: ([x]) => x,
  fromBits: ([x]) => x,
  addBits: "i64x2.add",
  subBits: "i64x2.sub",
  andBits: "v128.and",
  orBits: "v128.or",
  xorBits: "v128.xor",
  shlBits: "i64x2.shl",
  shrBits: "i64x2.shr_u",
};

/** An operation on two lanes. */
export function spell(operation: OperationName, operands: readonly Expression[], context: SpellingContext): Expression {
  const spelling = spellings[operation];
  return typeof spelling === "string" ? instruction(spelling, operands) : spelling(operands, context);
}
