import { fromBits } from "../../ir/mod.ts";

/** A float as WebAssembly's text has it. */
export function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0";
  return String(value).replace("Infinity", "inf").replace("NaN", "nan");
}

/** 64 bits as a person would read them: as a float, or in hexadecimal if that is no sensible float. */
export function bitsText(bits: bigint): string {
  return isFloat(bits) ? floatText(fromBits(bits)) : `0x${bits.toString(16)}`;
}

/** Two lanes with their shape, for `v128.const`. */
export function lanesText(lanes: readonly bigint[]): string {
  if (lanes.every(isFloat)) return `f64x2 ${lanes.map(bitsText).join(" ")}`;
  return `i64x2 ${lanes.map((bits) => `0x${bits.toString(16)}`).join(" ")}`;
}

/** Tells bits that are meant as a float from masks and integers, which are NaNs or tiny as floats. */
function isFloat(bits: bigint): boolean {
  const value = fromBits(bits);
  return value === 0 || (Math.abs(value) > 1e-290 && Math.abs(value) <= Infinity);
}
