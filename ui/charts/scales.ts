/** d3's scales with their types, and ticks that suit a logarithmic axis. */
// @ts-types="@types/d3-scale"
import { type ScaleLinear, scaleLinear, scaleLog, type ScaleLogarithmic } from "d3-scale";

export { scaleLinear, scaleLog };
export type LinearScale = ScaleLinear<number, number>;
export type LogScale = ScaleLogarithmic<number, number>;

/** What stands between two powers of ten, from many to few. */
const MANTISSAS = [[1, 2, 5], [1, 3], [1]] as const;

/**
 * Ticks for a logarithmic axis: powers of ten, with as much between as there is room for.
 *
 * @param domain The axis' ends.
 * @param most How many ticks there is room for, at least 2.
 */
export function logTicks([low, high]: readonly [number, number], most = 8): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const within = (exponents: number[], mantissas: readonly number[]) =>
    exponents.flatMap((exponent) => mantissas.map((mantissa) => mantissa * 10 ** exponent))
      .filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  const exponents = (stride: number) =>
    Array.from({ length: last - first + 1 }, (_, k) => first + k).filter((exponent) => exponent % stride === 0);
  for (const mantissas of MANTISSAS) {
    const ticks = within(exponents(1), mantissas);
    if (ticks.length <= most) return ticks;
  }
  let stride = 2;
  while (within(exponents(stride), [1]).length > most) stride++;
  return within(exponents(stride), [1]);
}

/** Widens a range of positive numbers by a factor on both sides. */
export function widened(values: readonly number[], factor: number): [number, number] {
  return [Math.min(...values) / factor, Math.max(...values) * factor];
}
