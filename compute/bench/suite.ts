/**
 * Times a list of integrands on `wasm-threads` with fastmath, back to back, and sets them beside what peers took:
 * `deno task bench:suite --kernels kernels.json --against peers.json`. Without a list it takes `INTEGRANDS`.
 *
 * The kernels' file is a list of `{"id", "expr", "from", "to", "exact"?}`; the peers' file a list of
 * `{"id", NAME: {"best_ms", "median_ms"}}`, with any number of names.
 */
import { createBackends } from "../backends/mod.ts";
import { parseConstant } from "../lang/mod.ts";
import { compile } from "../pipeline.ts";
import { formatDuration, formatSignificant, median } from "../timeit/mod.ts";
import { exitWith, flag, one, optionLines, positiveInteger, readCommandLine, UsageError } from "./command_line.ts";
import { openForWriting, readJson } from "./files.ts";
import { INTEGRANDS, type SuiteKernel } from "./integrands.ts";
import { layOut } from "./table.ts";

/** What was measured of one kernel. */
export interface SuiteRow {
  readonly id: string;
  readonly n: number;
  readonly jobs: number;
  readonly bestMs: number;
  readonly medianMs: number;
  readonly coldMs: number;
  readonly value: number;
  /** The value minus the integral's exact value, of which most is the quadrature's own error. */
  readonly error?: number;
}

interface PeerTimes {
  readonly best_ms: number;
  readonly median_ms: number;
}

export type PeerRow = { readonly id: string } & { readonly [peer: string]: unknown };

const WARM_UP_MS = 150;

const OPTIONS = [
  one("kernels", "FILE", 'JSON: a list of {"id", "expr", "from", "to", "exact"?} (default: ten integrands)'),
  one("against", "FILE", 'JSON: a list of {"id", PEER: {"best_ms", "median_ms"}}'),
  one("backend", "NAME", "what is timed (default wasm-threads)"),
  one("n", "N", "iterations (default 1e6)"),
  one("jobs", "N", "workers (default 2)"),
  one("repeats", "N", "runs of each kernel (default 50)"),
  one("json", "FILE", "write the figures as JSON"),
  flag("strict", "without fastmath"),
  flag("help", "show this help"),
];

/** The geometric mean of positive numbers. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** How many times as long as our best each peer's best took, for the kernels that both timed. */
export function ratiosToPeers(rows: readonly SuiteRow[], peers: readonly PeerRow[]): Map<string, Map<string, number>> {
  const ratios = new Map<string, Map<string, number>>();
  for (const row of rows) {
    for (const [peer, times] of Object.entries(peers.find(({ id }) => id === row.id) ?? {})) {
      if (typeof times !== "object" || times === null || !("best_ms" in times)) continue;
      const ofPeer = ratios.get(peer) ?? new Map<string, number>();
      ratios.set(peer, ofPeer.set(row.id, (times as PeerTimes).best_ms / row.bestMs));
    }
  }
  return ratios;
}

async function main(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, OPTIONS, "the kernels' file is given by --kernels");
  if (line.flag("help")) {
    console.log(`Usage: deno task bench:suite [options]\n\n${optionLines(OPTIONS)}`);
    return 0;
  }
  const [n, jobs, repeats] = [["n", "1e6"], ["jobs", "2"], ["repeats", "50"]].map(([name, otherwise]) =>
    positiveInteger(name, line.one(name) ?? otherwise)
  );
  const file = line.one("kernels");
  const kernels: readonly SuiteKernel[] = file === undefined ? INTEGRANDS : readJson("--kernels", file);
  const against = line.one("against");
  const peers: PeerRow[] = against === undefined ? [] : readJson("--against", against);
  const json = line.one("json");
  const writeJson = json === undefined ? undefined : openForWriting("--json", json);
  const rows: SuiteRow[] = [];
  for await (
    const row of time(kernels, { n, jobs, repeats, fastmath: !line.flag("strict"), backend: line.one("backend") })
  ) {
    rows.push(row);
  }
  print(rows, ratiosToPeers(rows, peers));
  writeJson?.(`${JSON.stringify(rows, null, 2)}\n`);
  return 0;
}

async function* time(
  kernels: readonly SuiteKernel[],
  options: { n: number; jobs: number; repeats: number; fastmath: boolean; backend?: string },
): AsyncGenerator<SuiteRow> {
  const { n, jobs, repeats, fastmath, backend: name = "wasm-threads" } = options;
  const backend = createBackends().find((backend) => backend.name === name);
  if (!backend) throw new UsageError(`--backend: there is no backend ${name}`);
  await backend.warmUp({ jobs, precision: "auto" });
  for (const { id, expr, from, to, exact } of kernels) {
    const values: Record<string, number> = { a: parseConstant(from), b: parseConstant(to), n };
    const start = performance.now();
    const compiled = compile({ expr }, { fastmath });
    await using prepared = await backend.prepare(compiled, { jobs, precision: "auto" });
    const parameters = compiled.kernel.parameters.map((parameter) => values[parameter.name]);
    const run = async () => (prepared.runSync?.(parameters) ?? await prepared.run(parameters)).value;
    const value = await run();
    const coldMs = performance.now() - start;
    while (performance.now() - start < WARM_UP_MS) await run();
    const samples: number[] = [];
    for (let k = 0; k < repeats; k++) {
      const begin = performance.now();
      if (prepared.runSync) prepared.runSync(parameters);
      else await prepared.run(parameters);
      samples.push(performance.now() - begin);
    }
    const error = exact === undefined ? {} : { error: value - exact };
    yield { id, n, jobs, bestMs: Math.min(...samples), medianMs: median(samples), coldMs, value, ...error };
  }
}

function print(rows: readonly SuiteRow[], ratios: Map<string, Map<string, number>>): void {
  const cells = (cell: (row: SuiteRow) => string, last: string) =>
    ratios.size ? [...rows.map(cell), last] : rows.map(cell);
  const duration = (ms: number) => formatDuration(ms, { trailingZeros: true });
  const lines = layOut([
    { title: "kernel", align: "left", key: true, cells: cells((row) => row.id, "geometric mean") },
    { title: "best", align: "right", cells: cells((row) => duration(row.bestMs), "") },
    { title: "median", align: "right", cells: cells((row) => duration(row.medianMs), "") },
    { title: "cold", align: "right", cells: cells((row) => duration(row.coldMs), "") },
    ...[...ratios].map(([peer, ofPeer]) => ({
      title: `${peer} takes`,
      align: "right" as const,
      cells: cells(
        (row) => ofPeer.has(row.id) ? `${formatSignificant(ofPeer.get(row.id)!, true)}x` : "",
        `${formatSignificant(geometricMean([...ofPeer.values()]), true)}x`,
      ),
    })),
    { title: "value", align: "left", cells: cells((row) => String(row.value), "") },
    { title: "minus exact", align: "right", cells: cells((row) => row.error?.toExponential(1) ?? "", "") },
  ], 160);
  console.log(lines.flat().join("\n"));
}

if (import.meta.main) await exitWith(main);
