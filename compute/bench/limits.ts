/**
 * Measures what Lanes promises of latency, scaling and sums, and tells what holds on this machine: `deno task
 * bench:limits`. Medians are judged; what is compared is timed in turns.
 */
import { formatDuration, formatSignificant } from "../timeit/mod.ts";
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
import { openForWriting } from "./files.ts";
import { INTEGRANDS } from "./integrands.ts";
import { strictFigures, sumFigures } from "./limits/arithmetic.ts";
import { callFigures } from "./limits/calls.ts";
import { coldFigures } from "./limits/cold.ts";
import type { Figure, Limit, LimitsOptions } from "./limits/figure.ts";
import { startThreads } from "./limits/prepared.ts";
import { jobsFigures, lengthFigures } from "./limits/scaling.ts";
import { layOut } from "./table.ts";

const OPTIONS = [
  list("only", "ID", `some of the integrands: ${INTEGRANDS.map(({ id }) => id).join(", ")}`),
  one("jobs", "N", "workers (default 2)"),
  one("repeats", "N", "samples of each figure (default 25)"),
  flag("long", "runs of 10^10 samples too: some minutes"),
  one("json", "FILE", "write the figures as JSON"),
  flag("help", "show this help"),
];

async function main(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, OPTIONS, "integrands are given by --only");
  if (line.flag("help")) {
    console.log(`Usage: deno task bench:limits [options]\n\n${optionLines(OPTIONS)}`);
    return 0;
  }
  const ids = line.several("only");
  const unknown = ids?.find((id) => INTEGRANDS.every((kernel) => kernel.id !== id));
  if (unknown !== undefined) throw new UsageError(`--only: there is no integrand ${unknown}`);
  const options: LimitsOptions = {
    kernels: INTEGRANDS.filter(({ id }) => ids?.includes(id) ?? true),
    jobs: positiveInteger("jobs", line.one("jobs") ?? "2"),
    repeats: positiveInteger("repeats", line.one("repeats") ?? "25"),
  };
  const json = line.one("json");
  const writeJson = json === undefined ? undefined : openForWriting("--json", json);
  const figures = await measure(options, line.flag("long"));
  print(figures);
  writeJson?.(`${JSON.stringify(figures, null, 2)}\n`);
  return 0;
}

async function measure(options: LimitsOptions, long: boolean): Promise<Figure[]> {
  // First what has processes of its own, then what needs no other thread.
  const figures = [...await coldFigures(options), ...callFigures(options)];
  const backend = await startThreads(options.jobs);
  figures.push(
    ...await jobsFigures(backend, options),
    ...await sumFigures(backend, options),
    ...await strictFigures(backend, options),
    ...(long ? await lengthFigures(backend, options) : []),
  );
  await backend.close();
  return figures;
}

const FORMATS: Readonly<Record<Figure["unit"], (value: number) => string>> = {
  ms: (value) => formatDuration(value, { trailingZeros: true }),
  µs: (value) => formatDuration(value / 1000, { trailingZeros: true }),
  ratio: (value) => formatSignificant(value, true),
};

function print(figures: readonly Figure[]): void {
  const cells = (cell: (figure: Figure) => string) => figures.map(cell);
  const limit = (limit: Limit | undefined, unit: Figure["unit"]) => {
    if (!limit) return "";
    return "atMost" in limit ? `at most ${FORMATS[unit](limit.atMost)}` : `at least ${FORMATS[unit](limit.atLeast)}`;
  };
  const lines = layOut([
    { title: "figure", align: "left", key: true, cells: cells(({ name }) => name) },
    { title: "kernel", align: "left", key: true, cells: cells(({ kernel }) => kernel) },
    { title: "best", align: "right", cells: cells(({ unit, best }) => FORMATS[unit](best)) },
    { title: "median", align: "right", cells: cells(({ unit, median }) => FORMATS[unit](median)) },
    { title: "limit", align: "left", cells: cells((figure) => limit(figure.limit, figure.unit)) },
    { title: "holds", align: "left", cells: cells(({ holds }) => holds === undefined ? "" : holds ? "yes" : "no") },
  ], 160);
  console.log(lines.flat().join("\n"));
}

if (import.meta.main) await exitWith(main);
