/**
 * The WebAssembly instructions that Lanes emits: name, opcode, immediate and signature. The binary encoder and the WAT
 * printer both read this table, so that they can't differ. Opcodes are those of the core specification 2.0 and of the
 * relaxed SIMD proposal.
 */

export type ValueType = "i32" | "f64" | "v128";

/**
 * What follows an opcode. `memory` is an offset (with the access's natural alignment); `lane` a lane's number; `bytes`
 * the numbers of 16 bytes.
 */
export type ImmediateKind = "none" | "i32" | "f64" | "v128" | "memory" | "lane" | "bytes";

export interface InstructionRecord {
  readonly opcode: readonly number[];
  readonly immediate: ImmediateKind;
  readonly operands: readonly ValueType[];
  readonly result: ValueType | null;
  /** Base-2 logarithm of the access's size in bytes, for `memory`. */
  readonly alignment?: number;
}

function plain(opcode: readonly number[], operands: readonly ValueType[], result: ValueType): InstructionRecord {
  return { opcode, immediate: "none", operands, result };
}

/** SIMD opcodes are a prefix and an unsigned LEB128 number. */
function simd(code: number): readonly number[] {
  return code < 0x80 ? [0xfd, code] : [0xfd, (code & 0x7f) | 0x80, code >> 7];
}

const unary = (code: number) => plain(simd(code), ["v128"], "v128");
const binary = (code: number) => plain(simd(code), ["v128", "v128"], "v128");
const ternary = (code: number) => plain(simd(code), ["v128", "v128", "v128"], "v128");
const shift = (code: number) => plain(simd(code), ["v128", "i32"], "v128");

function memory(
  opcode: readonly number[],
  alignment: number,
  operands: readonly ValueType[],
  result: ValueType | null,
): InstructionRecord {
  return { opcode, immediate: "memory", operands, result, alignment };
}

const scalar = {
  "i32.const": { opcode: [0x41], immediate: "i32", operands: [], result: "i32" },
  "f64.const": { opcode: [0x44], immediate: "f64", operands: [], result: "f64" },
  "i32.eqz": plain([0x45], ["i32"], "i32"),
  "i32.and": plain([0x71], ["i32", "i32"], "i32"),
  "i32.or": plain([0x72], ["i32", "i32"], "i32"),
  "i32.shr_s": plain([0x75], ["i32", "i32"], "i32"),
  "i32.lt_u": plain([0x49], ["i32", "i32"], "i32"),
  "i32.gt_u": plain([0x4b], ["i32", "i32"], "i32"),
  "i32.add": plain([0x6a], ["i32", "i32"], "i32"),
  "i32.sub": plain([0x6b], ["i32", "i32"], "i32"),
  "i32.rem_u": plain([0x70], ["i32", "i32"], "i32"),
  "i32.shl": plain([0x74], ["i32", "i32"], "i32"),
  "i32.shr_u": plain([0x76], ["i32", "i32"], "i32"),
  "f64.add": plain([0xa0], ["f64", "f64"], "f64"),
  "f64.mul": plain([0xa2], ["f64", "f64"], "f64"),
  "f64.min": plain([0xa4], ["f64", "f64"], "f64"),
  "f64.max": plain([0xa5], ["f64", "f64"], "f64"),
  "f64.convert_i32_u": plain([0xb8], ["i32"], "f64"),
  "select": plain([0x1b], ["i32", "i32", "i32"], "i32"),
  "i32.load": memory([0x28], 2, ["i32"], "i32"),
  "f64.load": memory([0x2b], 3, ["i32"], "f64"),
  "i32.store": memory([0x36], 2, ["i32", "i32"], null),
  "f64.store": memory([0x39], 3, ["i32", "f64"], null),
} as const satisfies Record<string, InstructionRecord>;

const vector = {
  "v128.load": memory(simd(0x00), 4, ["i32"], "v128"),
  "v128.load64_splat": memory(simd(0x0a), 3, ["i32"], "v128"),
  "v128.store": memory(simd(0x0b), 4, ["i32", "v128"], null),
  "v128.const": { opcode: simd(0x0c), immediate: "v128", operands: [], result: "v128" },
  "i8x16.shuffle": { opcode: simd(0x0d), immediate: "bytes", operands: ["v128", "v128"], result: "v128" },
  "i32x4.splat": plain(simd(0x11), ["i32"], "v128"),
  "f64x2.splat": plain(simd(0x14), ["f64"], "v128"),
  "i32x4.extract_lane": { opcode: simd(0x1b), immediate: "lane", operands: ["v128"], result: "i32" },
  "i32x4.replace_lane": { opcode: simd(0x1c), immediate: "lane", operands: ["v128", "i32"], result: "v128" },
  "f64x2.extract_lane": { opcode: simd(0x21), immediate: "lane", operands: ["v128"], result: "f64" },
  "f64x2.replace_lane": { opcode: simd(0x22), immediate: "lane", operands: ["v128", "f64"], result: "v128" },
  "f64x2.eq": binary(0x47),
  "f64x2.ne": binary(0x48),
  "f64x2.lt": binary(0x49),
  "f64x2.gt": binary(0x4a),
  "f64x2.le": binary(0x4b),
  "f64x2.ge": binary(0x4c),
  "v128.not": unary(0x4d),
  "v128.and": binary(0x4e),
  "v128.andnot": binary(0x4f),
  "v128.or": binary(0x50),
  "v128.xor": binary(0x51),
  "v128.bitselect": ternary(0x52),
  "v128.any_true": plain(simd(0x53), ["v128"], "i32"),
  "f32x4.demote_f64x2_zero": unary(0x5e),
  "f64x2.promote_low_f32x4": unary(0x5f),
  "f64x2.ceil": unary(0x74),
  "f64x2.floor": unary(0x75),
  "f64x2.trunc": unary(0x7a),
  "f64x2.nearest": unary(0x94),
  "i32x4.shl": shift(0xab),
  "i32x4.shr_s": shift(0xac),
  "i32x4.shr_u": shift(0xad),
  "i32x4.add": binary(0xae),
  "i32x4.sub": binary(0xb1),
  "i32x4.mul": binary(0xb5),
  "i64x2.extend_low_i32x4_s": unary(0xc7),
  "i64x2.extmul_low_i32x4_u": binary(0xde),
  "i32x4.trunc_sat_f64x2_s_zero": unary(0xfc),
  "i32x4.trunc_sat_f64x2_u_zero": unary(0xfd),
  "f64x2.convert_low_i32x4_s": unary(0xfe),
  "f64x2.convert_low_i32x4_u": unary(0xff),
  "i64x2.all_true": plain(simd(0xc3), ["v128"], "i32"),
  "i64x2.shl": shift(0xcb),
  "i64x2.shr_u": shift(0xcd),
  "i64x2.add": binary(0xce),
  "i64x2.sub": binary(0xd1),
  "f64x2.abs": unary(0xec),
  "f64x2.neg": unary(0xed),
  "f64x2.sqrt": unary(0xef),
  "f64x2.add": binary(0xf0),
  "f64x2.sub": binary(0xf1),
  "f64x2.mul": binary(0xf2),
  "f64x2.div": binary(0xf3),
  "f64x2.min": binary(0xf4),
  "f64x2.max": binary(0xf5),
  "f64x2.pmin": binary(0xf6),
  "f64x2.pmax": binary(0xf7),
} as const satisfies Record<string, InstructionRecord>;

/** Fused where the CPU can, rounded twice where it can't. */
const relaxed = {
  "f64x2.relaxed_madd": ternary(0x107),
  "f64x2.relaxed_nmadd": ternary(0x108),
} as const satisfies Record<string, InstructionRecord>;

const all = { ...scalar, ...vector, ...relaxed };

export type InstructionName = keyof typeof all;

export const instructions: Readonly<Record<InstructionName, InstructionRecord>> = all;
