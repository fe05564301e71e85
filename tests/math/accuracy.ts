/**
 * `deno task accuracy`: measures the errors of all functions over their whole domains, in WebAssembly and on the GPU at
 * hand, and writes ACCURACY.md.
 */
import { flag, list, one, optionLines, readCommandLine, UsageError } from "../../compute/bench/command_line.ts";
import type { MathFunction } from "../../compute/math/mod.ts";
import { findAdapter } from "../../compute/backends/webgpu/adapter.ts";
import { openDevice, PRECISIONS } from "../gpu.ts";
import { domainOf } from "./points.ts";
import { type Accuracy, bounds, isWithinBounds, measure, measuredFunctions, type Worst } from "./measure.ts";
import { bitsOfError, isAccurate, measureWgsl, WGSL_BOUNDS } from "./wgsl_measure.ts";

const PAGE = new URL("../../ACCURACY.md", import.meta.url);
const POINTS = 400_000;
/** Of a GPU, which is measured in three precisions. */
const WGSL_POINTS = 40_000;

const HEADING = `# Accuracy

The largest errors seen of each function, in ULP of the exact value, and where. \`deno task accuracy --write\` measures
them and writes this page; nobody edits it.

- **strict** and **fastmath** are the WebAssembly code that a loop's call is compiled to, with relaxed multiply-adds and
  without, both the code with guards and the fallback for where they fail. **JavaScript** is what \`serial\` calls, and a
  fallback that has no formula of its own.
- A correctly rounded value is off by up to 0.5. From it strict code may be 1 ULP off for sin, cos, tan, exp, log, sqrt,
  pow and atan and 2 for the others, so less than 1.5 and 2.5 from the exact value; \`fastmath\` may be 4 off.
- Points are spread over all exponents of the domain, evenly over ordinary arguments, and about the ends of reductions,
  multiples of pi/2, zeros, and where results overflow and underflow. The reference is good to 140 bits.
- What is always exact, such as floor and min, is left out.
`;

const WGSL_HEADING = `## On a GPU

The same of the WGSL that calls are compiled to, slow paths included, as far as a precision's normal numbers go; of df64,
pairs of f32, as long as the second part is one too (2^-76 to 2^126). f32 and f64 may be 4 ULP off, counted in their own
last place; df64 is asked for 44 right bits.
`;

const COLUMNS = ["function", "domain", "strict", "at", "fastmath", "at", "JavaScript", "points"] as const;
const WGSL_COLUMNS = ["function", "f32", "at", "df64, bits", "at", "f64", "at"] as const;
const RIGHT = new Set(["strict", "fastmath", "JavaScript", "points", "f32", "df64, bits", "f64"]);

const place = ({ at }: Worst) => at.join(", ");
const error = ({ error }: Worst) => error.toFixed(3);

function row({ name, points, javascript, strict, fastmath }: Accuracy): string[] {
  const measured = [error(strict), place(strict), error(fastmath), place(fastmath), error(javascript), String(points)];
  return [name, domainOf(name), ...measured];
}

/** What was seen of a function's WGSL, by precision. */
export interface WgslRow {
  readonly name: string;
  readonly worst: Readonly<Record<typeof PRECISIONS[number], Worst>>;
}

function wgslRow({ name, worst: { f32, df64, f64 } }: WgslRow): string[] {
  return [name, error(f32), place(f32), bitsOfError(df64.error).toFixed(1), place(df64), error(f64), place(f64)];
}

/** The page with its tables, padded as the formatter pads them. */
export function page(seen: readonly Accuracy[], onGpu: readonly WgslRow[], adapter: string): string {
  const gpu = `${WGSL_HEADING}\nMeasured on ${adapter}.\n\n${table(WGSL_COLUMNS, onGpu.map(wgslRow))}`;
  return `${HEADING}\n${table(COLUMNS, seen.map(row))}\n${gpu}`;
}

function table(columns: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [columns, ...body];
  const widths = columns.map((_, k) => Math.max(3, ...rows.map((cells) => cells[k].length)));
  const pad = (cells: readonly string[]) =>
    cells.map((cell, k) => RIGHT.has(columns[k]) ? cell.padStart(widths[k]) : cell.padEnd(widths[k]));
  const rule = widths.map((width, k) => RIGHT.has(columns[k]) ? `${"-".repeat(width - 1)}:` : "-".repeat(width));
  const [head, ...rest] = rows.map(pad);
  return `${[head, rule, ...rest].map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

/** Measures functions on the GPU at hand; null where there is none that computes in all precisions. */
async function measureOnGpu(
  records: readonly MathFunction[],
  count: number,
): Promise<{ readonly adapter: string; readonly rows: readonly WgslRow[]; readonly isWithinBounds: boolean } | null> {
  const found = await findAdapter(navigator.gpu);
  if ("reason" in found) return null;
  const { device, offer: { precisions, fused } } = await openDevice();
  if (precisions.length < PRECISIONS.length) return null;
  let isWithinBounds = true;
  const rows: WgslRow[] = [];
  for (const record of records) {
    const worst = { f32: NOTHING, df64: NOTHING, f64: NOTHING };
    for (const precision of PRECISIONS) {
      worst[precision] = (await measureWgsl(device, record, { precision, fused }, count)).worst;
      const isFine = isAccurate(precision, worst[precision]);
      isWithinBounds &&= isFine;
      const verdict = isFine ? "" : `  out of bounds: ${WGSL_BOUNDS[precision]}`;
      const size = precision === "df64" ? `${bitsOfError(worst.df64.error).toFixed(1)} bits` : error(worst[precision]);
      console.log(`${record.name.padEnd(6)} ${precision} ${size} at ${place(worst[precision])}${verdict}`);
    }
    rows.push({ name: record.name, worst });
  }
  return { adapter: found.label, rows, isWithinBounds };
}

const NOTHING: Worst = { error: 0, at: [] };

function tell(accuracy: Accuracy): void {
  const { name, points, strict, fastmath } = accuracy;
  const verdict = isWithinBounds(accuracy) ? "" : `  out of bounds: ${Object.values(bounds(name)).join(" and ")}`;
  const modes = [strict, fastmath].map((worst) => `${error(worst)} at ${place(worst)}`);
  console.log(`${name.padEnd(6)} strict ${modes.join(", fastmath ")}, ${points} points${verdict}`);
}

const OPTIONS = [
  one("points", "N", `points for each function, ${POINTS} unless told, on a GPU ${WGSL_POINTS}`),
  list("functions", "NAMES", "only these, with commas between them"),
  flag("write", "write the table to ACCURACY.md"),
  flag("help", "print this"),
];

/** @returns The exit status: 1 if a function is out of its bounds, 2 if the command was called wrongly. */
async function main(): Promise<number> {
  try {
    const line = readCommandLine(Deno.args, OPTIONS, "functions are given by --functions");
    if (line.flag("help")) {
      console.log(`deno task accuracy: the errors of all functions, in ULP\n\n${optionLines(OPTIONS)}`);
      return 0;
    }
    const points = line.one("points");
    const count = Number(points ?? POINTS);
    if (!Number.isInteger(count) || count < 1) throw new UsageError("--points must be an integer of at least 1");
    const names = line.several("functions");
    const unknown = names?.find((name) => !measuredFunctions.some((record) => record.name === name));
    if (unknown !== undefined) throw new UsageError(`--functions: there is no function ${unknown} that rounds`);
    if (line.flag("write") && names) throw new UsageError("--write takes all functions: leave --functions out");
    const records = measuredFunctions.filter(({ name }) => names?.includes(name) ?? true);
    const onGpu = await measureOnGpu(records, points === undefined ? WGSL_POINTS : count);
    if (!onGpu && line.flag("write")) {
      throw new UsageError("--write needs a GPU that computes in f64, df64 and f32; one in software does");
    }
    const seen = records.map((record) => {
      const accuracy = measure(record, count);
      tell(accuracy);
      return accuracy;
    });
    if (line.flag("write")) Deno.writeTextFileSync(PAGE, page(seen, onGpu!.rows, onGpu!.adapter));
    return seen.every(isWithinBounds) && onGpu?.isWithinBounds !== false ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (import.meta.main) Deno.exit(await main());
