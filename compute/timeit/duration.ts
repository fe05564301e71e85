/** Units of time from large to small: how many ms each has. */
const UNITS = [["s", 1000], ["ms", 1], ["μs", 1e-3], ["ns", 1e-6]] as const;

/** Units of a minute and more, as `%timeit` joins them. */
const LONG_UNITS = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000]] as const;

/**
 * Writes a number with 3 significant digits, plainly where that is readable: `0.0123`, `71.3`, `1230`, `1.2e+7`.
 *
 * @param value A finite number.
 * @param trailingZeros Whether `5.10` keeps its zero; default false, as C's `%.3g`.
 */
export function formatSignificant(value: number, trailingZeros = false): string {
  const rounded = Number(value.toPrecision(3));
  const magnitude = Math.abs(rounded);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6)) {
    return trailingZeros ? value.toExponential(2) : rounded.toExponential();
  }
  if (magnitude >= 1000) return String(rounded);
  return trailingZeros ? value.toPrecision(3) : String(rounded);
}

/**
 * Writes a duration with 3 significant digits in the unit that fits, as `%timeit` does: `5.11 ms`, `983 μs`, `1min 2s`.
 *
 * @param ms A duration in ms, 0 or more.
 * @param options.trailingZeros Whether `5.10 ms` keeps its zero, so that figures in a column line up; default false.
 * @returns The duration with its unit.
 */
export function formatDuration(ms: number, options: { readonly trailingZeros?: boolean } = {}): string {
  if (!Number.isFinite(ms)) return `${ms} s`;
  if (ms >= 60_000) return formatLong(ms);
  // 999.9 ms rounds to 1000 ms: that is 1 s.
  const [unit, size] = UNITS.find(([, size]) => Number((ms / size).toPrecision(3)) >= 1) ?? UNITS.at(-1)!;
  return `${formatSignificant(ms / size, options.trailingZeros)} ${unit}`;
}

function formatLong(ms: number): string {
  const parts: string[] = [];
  let rest = Math.round(ms / 1000) * 1000;
  for (const [unit, size] of LONG_UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join(" ");
}
