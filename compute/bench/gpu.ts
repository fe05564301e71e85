/**
 * Counts evaluations per second of a list of integrands on the GPU at hand, in each precision that it offers: `deno task
 * bench:gpu`. Without a list it takes `INTEGRANDS`.
 */
import { type Arithmetic, type Backend, createBackends, type GpuTimes, type PreparedKernel } from "../backends/mod.ts";
import { parseConstant } from "../lang/mod.ts";
import { compile } from "../pipeline.ts";
import { formatDuration, formatSignificant, median } from "../timeit/mod.ts";
import {
  exitWith,
  flag,
  list,
  one,
  optionLines,
  positiveInteger,
  readCommandLine,
  UsageError,
} from "./command_line.ts";
import { openForWriting, readJson } from "./files.ts";
import { INTEGRANDS, type SuiteKernel } from "./integrands.ts";
import { layOut } from "./table.ts";

/** What was measured of one kernel in one precision. */
export interface GpuRow {
  readonly id: string;
  readonly precision: Arithmetic;
  /** Evaluations of a run. */
  readonly n: number;
  readonly bestMs: number;
  readonly medianMs: number;
  /** Evaluations per second of the median run, all that passes in it counted. */
  readonly perSecond: number;
  /** Evaluations per second while the GPU computes, in the same run; null where it doesn't tell. */
  readonly perSecondComputing: number | null;
  /** Where the time of the median run went, and in `compile` how long the shaders took before the first. */
  readonly gpuMs: GpuTimes;
  readonly value: number;
  /** The value minus the integral's exact value, the quadrature's own error included. */
  readonly error?: number;
}

export interface GpuReport {
  readonly adapter: string;
  readonly precisions: readonly Arithmetic[];
  readonly rows: readonly GpuRow[];
}

/** What a run should take, in ms, where n isn't given: far more than the way to the GPU and back. */
const RUN_MS = 200;
const FIRST_N = 1e5;
const MOST_N = 1e12;
const UNSUITABLE = 1;

const OPTIONS = [
  one("kernels", "FILE", 'JSON: a list of {"id", "expr", "from", "to", "exact"?} (default: ten integrands)'),
  list("precision", "NAME", "some of those that the adapter offers (default all)"),
  one("n", "N", `evaluations of a run (default: as many as take ${RUN_MS} ms)`),
  one("repeats", "N", "runs of each kernel (default 10)"),
  one("json", "FILE", "write the figures as JSON"),
  flag("help", "show this help"),
];

interface Settings {
  readonly repeats: number;
  /** Evaluations of a run; found by trying where absent. */
  readonly n?: number;
}

async function main(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, OPTIONS, "the kernels' file is given by --kernels");
  if (line.flag("help")) {
    console.log(`Usage: deno task bench:gpu [options]\n\n${optionLines(OPTIONS)}`);
    return 0;
  }
  const count = line.one("n");
  const settings: Settings = {
    repeats: positiveInteger("repeats", line.one("repeats") ?? "10"),
    n: count === undefined ? undefined : positiveInteger("n", count),
  };
  const file = line.one("kernels");
  const kernels: readonly SuiteKernel[] = file === undefined ? INTEGRANDS : readJson("--kernels", file);
  const json = line.one("json");
  const writeJson = json === undefined ? undefined : openForWriting("--json", json);

  const backend = createBackends().find(({ name }) => name === "webgpu")!;
  const availability = await backend.available();
  if (!availability.available) {
    console.error(`webgpu is not available here: ${availability.reason}`);
    return UNSUITABLE;
  }
  const offered = availability.precisions ?? [];
  const precisions = chosen(line.several("precision"), offered);
  const adapter = availability.detail ?? "an adapter without a name";
  console.log(`${adapter}; offers ${offered.join(", ")}\n`);
  const rows: GpuRow[] = [];
  for (const precision of precisions) {
    await backend.warmUp({ jobs: 1, precision });
    for (const kernel of kernels) rows.push(await measure(backend, kernel, precision, settings));
  }
  print(rows);
  writeJson?.(`${JSON.stringify({ adapter, precisions: offered, rows } satisfies GpuReport, null, 2)}\n`);
  return 0;
}

function chosen(asked: readonly string[] | undefined, offered: readonly Arithmetic[]): readonly Arithmetic[] {
  const unknown = asked?.find((name) => offered.every((precision) => precision !== name));
  if (unknown !== undefined) {
    throw new UsageError(`--precision: this adapter doesn't offer ${unknown}: it offers ${offered.join(", ")}`);
  }
  return offered.filter((precision) => asked?.includes(precision) ?? true);
}

async function measure(
  backend: Backend,
  { id, expr, from, to, exact }: SuiteKernel,
  precision: Arithmetic,
  settings: Settings,
): Promise<GpuRow> {
  await using prepared = await backend.prepare(compile({ expr }), { jobs: 1, precision });
  const [a, b] = [parseConstant(from), parseConstant(to)];
  // The first run tells how long the shaders were compiled for.
  const { timings } = await prepared.run([a, b, FIRST_N], { profile: true });
  const n = settings.n ?? await findCount(prepared, a, b);
  const args = [a, b, n];
  await prepared.run(args);
  const samples: { readonly ms: number; readonly value: number; readonly gpu: GpuTimes }[] = [];
  for (let k = 0; k < settings.repeats; k++) {
    const start = performance.now();
    const { value, timings } = await prepared.run(args, { profile: true });
    samples.push({ ms: performance.now() - start, value, gpu: timings!.gpu! });
  }
  samples.sort((left, right) => left.ms - right.ms);
  const { value, gpu } = samples[Math.floor(samples.length / 2)];
  const medianMs = median(samples.map(({ ms }) => ms));
  return {
    id,
    precision,
    n,
    bestMs: samples[0].ms,
    medianMs,
    perSecond: n / medianMs * 1000,
    perSecondComputing: gpu.compute === null ? null : n / gpu.compute * 1000,
    gpuMs: { ...gpu, compile: timings!.gpu!.compile },
    value,
    ...(exact !== undefined && { error: value - exact }),
  };
}

/** Finds how many evaluations take about as long as a run should, in powers of 2. */
async function findCount(prepared: PreparedKernel, a: number, b: number): Promise<number> {
  for (let n = 2 ** Math.ceil(Math.log2(FIRST_N));; n *= 2) {
    const start = performance.now();
    await prepared.run([a, b, n]);
    const ms = performance.now() - start;
    if (ms > RUN_MS / 2 || 2 * n > MOST_N) return n;
  }
}

function print(rows: readonly GpuRow[]): void {
  const cells = (cell: (row: GpuRow) => string) => rows.map(cell);
  const duration = (ms: number | null) => ms === null ? "unknown" : formatDuration(ms, { trailingZeros: true });
  const rate = (perSecond: number | null) =>
    perSecond === null ? "unknown" : `${formatSignificant(perSecond / 1e9, true)}e9`;
  const right = "right" as const;
  const lines = layOut([
    { title: "kernel", align: "left", key: true, cells: cells(({ id }) => id) },
    { title: "precision", align: "left", key: true, cells: cells(({ precision }) => precision) },
    { title: "n", align: right, cells: cells(({ n }) => n.toExponential(1)) },
    { title: "best", align: right, cells: cells(({ bestMs }) => duration(bestMs)) },
    { title: "median", align: right, cells: cells(({ medianMs }) => duration(medianMs)) },
    { title: "evaluations/s", align: right, cells: cells(({ perSecond }) => rate(perSecond)) },
    { title: "computing alone", align: right, cells: cells((row) => rate(row.perSecondComputing)) },
    { title: "GPU time", align: right, cells: cells(({ gpuMs }) => duration(gpuMs.compute)) },
    { title: "compiling", align: right, cells: cells(({ gpuMs }) => duration(gpuMs.compile)) },
    { title: "minus exact", align: right, cells: cells(({ error }) => error?.toExponential(1) ?? "") },
  ], 160);
  console.log(lines.flat().join("\n"));
}

if (import.meta.main) {
  // Mesa's drivers complain on standard error where there is none.
  if (Deno.build.os === "linux" && !Deno.env.get("XDG_RUNTIME_DIR")) Deno.env.set("XDG_RUNTIME_DIR", "/tmp");
  await exitWith(main);
}
