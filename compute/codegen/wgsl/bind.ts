import type { ShaderInputs, Start } from "./code.ts";
import { ShaderMemory } from "./numbers.ts";
import type { ShaderPrecision } from "./number_format.ts";
import { type Affine, runProgram } from "./host_program.ts";
import type { Column } from "./tiles.ts";

/** What one run of a loop needs on the GPU. */
export interface LoopBinding {
  readonly precision: ShaderPrecision;
  /** The words of the shader's `Parameters`. */
  readonly parameters: Uint32Array<ArrayBuffer>;
  /** What each tile is told, in order. */
  readonly columns: readonly Column[];
  /** Whether it is told its first index as an integer, too. */
  readonly indexWords: boolean;
  /** What each reduction's sum is to be multiplied by: 1, or what its factor lost when it was rounded to f32. */
  readonly corrections: readonly number[];
}

/**
 * Computes what a loop's shader reads from the host.
 *
 * @param captures The values that the loop captures, in the order of its signature.
 */
export function bindLoop(inputs: ShaderInputs, captures: readonly number[]): LoopBinding {
  const { precision, program, starts, scalars, factors, indexWords } = inputs;
  const values = runProgram(program, captures);
  const columns = starts.map((start) => columnOf(start, values));
  const wide = wideScalars(inputs);
  const memory = new ShaderMemory(new ArrayBuffer(4 * parameterWords(inputs)));
  columns.forEach(({ slope }, c) => memory.number(precision, 2 * c, slope));
  wide.forEach(({ value }, s) => memory.number(precision, 2 * (columns.length + s), values[value].origin));
  const narrow = 2 * (columns.length + wide.length) + 1;
  scalars.slice(wide.length).forEach(({ type, value }, s) => {
    const { origin } = values[value];
    if (type === "f32") memory.float(narrow + s, origin);
    else memory.words[narrow + s] = origin;
  });
  const corrections = factors.map((factor) => factor === null ? 1 : correction(values[factor].origin));
  return { precision, parameters: memory.words, columns, indexWords, corrections };
}

/** 32-bit words of the shader's `Parameters`. */
export function parameterWords(inputs: ShaderInputs): number {
  const { starts, scalars } = inputs;
  const words = 2 * starts.length + 1 + scalars.length + wideScalars(inputs).length;
  return words + words % 2;
}

/** Those of two words. */
const wideScalars = ({ scalars }: ShaderInputs) => scalars.filter(({ type }) => type === "f64" || type === "df64");

function columnOf({ value, minus, period }: Start, values: readonly Affine[]): Column {
  const { origin, slope } = values[value];
  if (minus !== undefined) return { origin: origin - values[minus].origin, slope: slope - values[minus].slope };
  return period === undefined ? { origin, slope } : { origin, slope, period: values[period].origin };
}

/** By how much a factor is larger than the f32 that the shader has instead; 1 where f32 can't hold it nearly. */
function correction(factor: number): number {
  const ratio = factor / Math.fround(factor);
  return Math.abs(ratio - 1) <= 2 ** -24 ? ratio : 1;
}
