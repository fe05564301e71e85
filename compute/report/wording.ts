/** How a comparison's figures read. */
import { type Environment, fromJsonNumber, type OkRow, type ResultRow } from "../compare/mod.ts";
import { formatDuration, formatSignificant } from "../timeit/mod.ts";

/** The time of a row as `%timeit` begins: `5.11 ms ± 983 μs`. */
export function timePerLoop(row: OkRow): string {
  return row.timeit.slice(0, row.timeit.indexOf(" per loop"));
}

/** A median with its interval in the same unit, where there is more than one sample: `5.11 ms [5.02, 5.20]`. */
export function medianWithInterval({ medianMs, ci95Ms, samplesMs }: OkRow): string {
  const text = formatDuration(medianMs, { trailingZeros: true });
  if (samplesMs.length === 1) return text;
  const unit = medianMs / Number(text.split(" ")[0]);
  return `${text} [${ci95Ms.map((end) => formatSignificant(end / unit, true)).join(", ")}]`;
}

/** `71.2x [70.1, 72.5]`, or a dash where there is no baseline. */
export function speedup(row: OkRow): string {
  if (row.speedup === null || row.speedupCi95 === null) return "-";
  const times = `${formatSignificant(row.speedup, true)}x`;
  if (row.speedupCi95[0] === row.speedupCi95[1]) return times;
  return `${times} [${row.speedupCi95.map((end) => formatSignificant(end, true)).join(", ")}]`;
}

/** The error against serial with 2 digits: `0`, `2.4e-8`, or a dash where there is none, or none that is finite. */
export function errorVsSerial(row: OkRow): string {
  if (row.errorVsSerial === null) return "-";
  const error = fromJsonNumber(row.errorVsSerial);
  return error === 0 ? "0" : Number.isFinite(error) ? error.toExponential(1) : "-";
}

/**
 * What a GPU computed in, and where its time went: `computed in f64; compiling its shaders took 12.3 ms; of each run 210
 * μs passed in the queue, 3.1 ms computing and 20 μs reading back`.
 *
 * @returns The clause; undefined for rows of other backends.
 */
export function gpuTimes({ gpuMs, precision }: OkRow): string | undefined {
  if (!gpuMs) return undefined;
  const { compile, queue, compute, readback } = gpuMs;
  const shaders = compile === 0
    ? "its shaders were compiled before"
    : `compiling its shaders took ${formatDuration(compile)}`;
  const compiled = `computed in ${precision}; ${shaders}`;
  if (queue === null || compute === null || readback === null) {
    return `${compiled}; how long the GPU computes is unknown, since it grants no timestamp queries`;
  }
  return `${compiled}; of each run ${formatDuration(queue)} passed in the queue, ${
    formatDuration(compute)
  } computing and ` +
    `${formatDuration(readback)} reading back`;
}

/** A count with commas: `1,000,000`; powers of ten beyond as `1e9`. */
export function count(value: number): string {
  const exponent = Math.round(Math.log10(value));
  return exponent > 6 && value === 10 ** exponent ? `1e${exponent}` : value.toLocaleString("en");
}

/** A machine and what runs on it; a GPU is told of where one was asked for and found. */
export function machine({ cpu, cores, os, deno, v8, browser, gpu }: Environment): string {
  return [
    cpu,
    `${cores} core${cores === 1 ? "" : "s"}`,
    os,
    ...(deno === null ? [] : [`Deno ${deno}`]),
    ...(v8 === null ? [] : [`V8 ${v8}`]),
    ...(browser === undefined ? [] : [browser]),
    ...(gpu === null ? [] : [`GPU: ${gpu}`]),
  ].join(", ");
}

/** A backend and its jobs, where those tell rows apart: `threads with 2 jobs`. */
export function rowName(row: ResultRow, severalJobs: boolean): string {
  if (!severalJobs || row.jobs === undefined) return row.backend;
  return `${row.backend} with ${row.jobs} job${row.jobs === 1 ? "" : "s"}`;
}

const BARS = "▁▂▃▄▅▆▇█";
const MOST_BARS = 16;

/** Samples in order as bars between the fastest and the slowest, many of them averaged. */
export function sparkline(samples: readonly number[]): string {
  const bars = Math.min(MOST_BARS, samples.length);
  const heights = Array.from({ length: bars }, (_, bar) => {
    const part = samples.slice(
      Math.floor(bar * samples.length / bars),
      Math.floor((bar + 1) * samples.length / bars),
    );
    return part.reduce((sum, sample) => sum + sample, 0) / part.length;
  });
  const [least, most] = [Math.min(...heights), Math.max(...heights)];
  const scale = most > least ? (BARS.length - 1) / (most - least) : 0;
  return heights.map((height) => BARS[Math.round((height - least) * scale)]).join("");
}

/**
 * A comparison in one sentence: the fastest row of the largest n against serial.
 *
 * @returns The sentence; undefined where nothing was measured.
 */
export function verdict(results: readonly ResultRow[]): string | undefined {
  const measured = results.filter((row): row is OkRow => row.status === "ok");
  if (measured.length === 0) return undefined;
  const n = Math.max(...measured.map((row) => row.n));
  const rows = measured.filter((row) => row.n === n);
  const others = rows.filter((row) => row.backend !== "serial");
  const where = new Set(results.map((row) => row.n)).size > 1 ? `At n = ${count(n)}, ` : "";
  const severalJobs = new Set(rows.flatMap((row) => row.jobs ?? [])).size > 1;
  const begin = (text: string) => where ? where + text : text[0].toUpperCase() + text.slice(1);
  if (others.length === 0) {
    const serial = rows[0];
    return `${where || ""}${serial.backend} takes ${formatDuration(serial.medianMs)}.`;
  }
  const best = others.reduce((best, row) => row.medianMs < best.medianMs ? row : best);
  const name = rowName(best, severalJobs);
  if (best.speedup === null || best.speedupCi95 === null) {
    return `${where}${name} is fastest: ${formatDuration(best.medianMs)}. There is no serial time to compare with.`;
  }
  const [low, high] = best.speedupCi95.map((end) => formatSignificant(end));
  if (best.speedupCi95[0] <= 1 && best.speedupCi95[1] >= 1) {
    return begin(`there is no clear difference between serial and the fastest of the others, ${name}.`);
  }
  if (best.speedup < 1) {
    return begin(`serial is fastest: the next, ${name}, is ${formatSignificant(1 / best.speedup)}x slower.`);
  }
  const range = low === high ? "" : ` (${low} to ${high})`;
  return `${where}${name} is ${formatSignificant(best.speedup)}x faster than serial${range}.`;
}
