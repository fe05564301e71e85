import { bitsOf, type OperationName, type PortableOperationName } from "../../ir/mod.ts";
import type { InstructionName } from "./instructions.ts";
import { choose, type Expression, instruction, typeOf } from "./syntax.ts";

/** What the spelling of an operation may ask for. */
export interface SpellingContext {
  /** Both lanes with these bits. */
  constant(bits: bigint): Expression;
  /** Keeps what is read more than once in a local. */
  local(expression: Expression): Expression;
  /** Whether relaxed SIMD may be used. */
  readonly relaxed: boolean;
}

/** Operands of an operation, or of a shift: its operand and its count as an i32. */
type Compose = (operands: readonly Expression[], context: SpellingContext) => Expression;

/** All bits of an f64 but its sign. */
const MAGNITUDE = 0x7fff_ffff_ffff_ffffn;

/** The bytes of the first and third 32 bits of a vector, moved to its first half: i64 lanes cut to i32. */
const NARROW = [0x0b0a_0908_0302_0100n, 0x0b0a_0908_0302_0100n] as const;
/** Those of the second and fourth. */
const UPPER = [0x0f0e_0d0c_0706_0504n, 0x0f0e_0d0c_0706_0504n] as const;

const shuffle = (x: Expression, bytes: readonly [bigint, bigint], { local }: SpellingContext) => {
  const kept = local(x);
  return instruction("i8x16.shuffle", [kept, kept], bytes);
};

/** A shift of the first two i32 lanes: at once by a constant, else lane by lane, since SIMD shifts take one count. */
const shifted = (vector: InstructionName, scalar: InstructionName): Compose => ([x, count], { local }) => {
  if (typeOf(count) === "i32") return instruction(vector, [x, count]);
  const operands = [x, count].map(local);
  return [0, 1].reduce((result, lane) => {
    const scalars = operands.map((operand) => instruction("i32x4.extract_lane", [operand], lane));
    return instruction("i32x4.replace_lane", [result, instruction(scalar, scalars)], lane);
  }, operands[0]);
};

/**
 * The 32 bits of an f64's integer part: less its multiple of 2^32, which is exact, and NaN for infinities; they are the
 * low bits of its sum with 2^52, and 0 in a NaN.
 */
const toInteger: Compose = ([x], context) => {
  const { constant, local } = context;
  const whole = local(instruction("f64x2.trunc", [x]));
  const scaled = instruction("f64x2.mul", [whole, constant(bitsOf(2 ** -32))]);
  const multiple = instruction("f64x2.mul", [instruction("f64x2.floor", [scaled]), constant(bitsOf(2 ** 32))]);
  const rest = instruction("f64x2.sub", [whole, multiple]);
  return shuffle(instruction("f64x2.add", [rest, constant(bitsOf(2 ** 52))]), NARROW, context);
};

/** An extreme in both orders: these differ in zeros' signs, and where one operand is NaN, which one of them gives. */
const bothWays = (name: "f64x2.pmin" | "f64x2.pmax", operands: readonly Expression[], { local }: SpellingContext) => {
  const [x, y] = operands.map(local);
  return [instruction(name, [x, y]), instruction(name, [y, x])].map(local);
};

/** Math.min in three instructions, where V8 makes seven of `f64x2.min`: of bits that differ both are set, a NaN's too. */
const minimum: Compose = (operands, context) => instruction("v128.or", bothWays("f64x2.pmin", operands, context));

/** Math.max in five: only bits in both are set, but all of a NaN. */
const maximum: Compose = (operands, context) => {
  const [x, y] = bothWays("f64x2.pmax", operands, context);
  return instruction("v128.or", [instruction("v128.and", [x, y]), instruction("f64x2.ne", [x, y])]);
};

const select: Compose = ([condition, x, y]) => choose(condition, x, y);

/** All that is generated for Wasm, which sees bits. */
type SpelledName = Exclude<OperationName, PortableOperationName>;

/**
 * How each operation is done on two lanes: by one instruction on the same operands, or composed of several. Truth is a
 * mask: all 64 bits of a lane.
 */
const spellings: Readonly<Record<SpelledName, InstructionName | Compose>> = {
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
  min: minimum,
  max: maximum,
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
  selectI32: ([condition, x, y], context) => choose(shuffle(condition, NARROW, context), x, y),
  selectBits: select,
  /** An i32 is in the first half of the vector, two lanes of 32 bits; the second half is never read. */
  toI32: toInteger,
  toUpperI32: ([x], context) => {
    const scaled = instruction("f64x2.mul", [x, context.constant(bitsOf(2 ** -32))]);
    return toInteger([instruction("f64x2.floor", [scaled])], context);
  },
  fromI32: "f64x2.convert_low_i32x4_s",
  fromU32: "f64x2.convert_low_i32x4_u",
  addI32: "i32x4.add",
  subI32: "i32x4.sub",
  mulI32: "i32x4.mul",
  mulHighU32: (operands, context) => shuffle(instruction("i64x2.extmul_low_i32x4_u", operands), UPPER, context),
  andI32: "v128.and",
  orI32: "v128.or",
  xorI32: "v128.xor",
  shlI32: shifted("i32x4.shl", "i32.shl"),
  shrI32: shifted("i32x4.shr_s", "i32.shr_s"),
  ushrI32: shifted("i32x4.shr_u", "i32.shr_u"),
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
  const spelling = spellings[operation as SpelledName];
  return typeof spelling === "string" ? instruction(spelling, operands) : spelling(operands, context);
}
