/** d3's scales with their types, and ticks that suit a logarithmic axis. */
// @ts-types="@types/d3-scale"
import { type ScaleLinear, scaleLinear, scaleLog, type ScaleLogarithmic } from "d3-scale";

export { scaleLinear, scaleLog };
export type LinearScale = ScaleLinear<number, number>;
export type LogScale = ScaleLogarithmic<number, number>;

/** Powers of ten; with 2 and 5 between where there would be too few, and fewer where there would be too many. */
export function logTicks([low, high]: readonly [number, number], most = 8): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const decades = last - first + 1;
  const stride = Math.max(1, Math.ceil(decades / most));
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += stride) ticks.push(10 ** exponent);
  if (decades >= 3 || stride > 1) return ticks;
  return Array.from({ length: decades + 2 }, (_, k) => [1, 2, 5].map((mantissa) => mantissa * 10 ** (first - 1 + k)))
    .flat().filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

/** Widens a range of positive numbers by a factor on both sides. */
export function widened(values: readonly number[], factor: number): [number, number] {
  return [Math.min(...values) / factor, Math.max(...values) * factor];
}
