/** How numbers are written on the page: three significant digits, units that fit. */
import type { JsonNumber } from "../compute/compare/types.ts";

const TIME_UNITS = [
  { unit: "s", ms: 1e3 },
  { unit: "ms", ms: 1 },
  { unit: "µs", ms: 1e-3 },
  { unit: "ns", ms: 1e-6 },
] as const;

/** Three significant digits without an exponent: 3.10, 31.0, 310, 3100. For magnitudes that read well so. */
export function significant(value: number): string {
  const text = value.toPrecision(3);
  return text.includes("e") ? String(Number(text)) : text;
}

function unitFor(ms: number): (typeof TIME_UNITS)[number] {
  return TIME_UNITS.find((unit) => ms >= unit.ms * 0.9995) ?? TIME_UNITS[3];
}

/** A time: "512 µs". */
export function formatTime(ms: number): string {
  const { unit, ms: size } = unitFor(ms);
  return `${significant(ms / size)} ${unit}`;
}

/** A time on an axis: "500 µs", without digits that say nothing. */
export function formatTimeTick(ms: number): string {
  const { unit, ms: size } = unitFor(ms);
  return `${Number((ms / size).toPrecision(3))} ${unit}`;
}

/** An interval in the unit of `centre`: "[498, 530]". */
export function formatInterval([low, high]: readonly [number, number], centre: number): string {
  const { ms: size } = unitFor(centre);
  return `[${significant(low / size)}, ${significant(high / size)}]`;
}

/** An interval of numbers without a unit: "[2.90, 3.30]". */
export function formatRange([low, high]: readonly [number, number]): string {
  return `[${significant(low)}, ${significant(high)}]`;
}

/** A speedup: "3.10×"; "none" where there is no serial time. */
export function formatSpeedup(speedup: number | null): string {
  return speedup === null ? "none" : `${significant(speedup)}×`;
}

/** A count of iterations or workers: 1e6 where that is exact and short, else digits in groups. */
export function formatCount(count: number): string {
  const exponent = Math.round(Math.log10(count));
  if (exponent >= 4 && count === 10 ** exponent) return `1e${exponent}`;
  return count.toLocaleString("en").replaceAll(",", "\u202f");
}

/** An error: "0", "+2.4e-8"; "none" where there is no serial value, a dash where infinities have no difference. */
export function formatError(error: JsonNumber | null): string {
  if (error === null) return "none";
  if (error === "NaN") return "\u2013";
  if (typeof error === "string") return error;
  if (error === 0) return "0";
  const magnitude = Math.abs(error);
  const text = magnitude >= 0.01 && magnitude < 1000 ? significant(magnitude) : magnitude.toExponential(1);
  return `${error < 0 ? "\u2212" : "+"}${text}`;
}

/** A value with all of its digits. */
export function formatValue(value: JsonNumber): string {
  return String(value);
}

/** A tick of a chart's axis: short, no more digits than it has. */
export function formatTick(value: number): string {
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e5 || magnitude < 1e-3) return value.toExponential().replace("e+", "e").replace("-", "\u2212");
  return String(Number(value.toPrecision(12))).replace("-", "\u2212");
}
