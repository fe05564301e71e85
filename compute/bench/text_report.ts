import type { Backend } from "../backends/mod.ts";
import {
  type CompareRequest,
  type ComparisonReport,
  type Environment,
  fromJsonNumber,
  type OkRow,
  type ResultRow,
} from "../compare/mod.ts";
import { formatDuration } from "../timeit/mod.ts";
import type { Style } from "./style.ts";
import { type Column, layOut, wrap } from "./table.ts";
import {
  count,
  errorVsSerial,
  gpuTimes,
  machine,
  medianWithInterval,
  sparkline,
  speedup,
  timePerLoop,
  verdict,
} from "../report/mod.ts";

/** How and for whom a report is written. */
export interface ReportOptions {
  readonly request: CompareRequest;
  readonly backends: readonly Backend[];
  readonly style: Style;
  /** Characters in a line. */
  readonly width: number;
}

/** What the lecture timed. */
const LECTURE = { expr: /^(Math\.)?cos\(x\)$/, from: 0, to: Math.PI / 2, n: 1e6 };

/** What is measured, and on what. */
export function header(environment: Environment, { request, style, width }: ReportOptions): string {
  const { source, args, n, fastmath } = request;
  const settings = Object.entries(args).map(([name, value]) => `${name} = ${value}`);
  const what = "expr" in source
    ? `integrate ${source.expr.trim()} from ${args.a} to ${args.b}`
    : ["kernel", ...(settings.length ? [`with ${settings.join(", ")}`] : [])].join(" ");
  const sizes = `n = ${n.map(count).join("; ")}${fastmath ? ", fastmath" : ""}`;
  return [
    ...wrap(`${what}, ${sizes}`, width, "  ").map(style.strong),
    ...wrap(machine(environment), width, "  ").map(style.faint),
  ].join("\n");
}

/** The whole comparison but its header: the table, what is to be said of its rows, the verdict and a hint. */
export function body(report: ComparisonReport, options: ReportOptions): string {
  const { results } = report, { style, width } = options;
  const parts = layOut(columnsOf(results, options), width, style.strong);
  const sentence = verdict(results);
  const said = remarks(results).flatMap((remark) => wrap(remark, width, "  "));
  const hint = hintFor(results, options.request);
  return [
    ...parts.map((lines) => lines.join("\n")),
    ...(said.length ? [said.map(style.faint).join("\n")] : []),
    ...(lectureApplies(options.request)
      ? [wrap(legend(results, options), width, "  ").map(style.faint).join("\n")]
      : []),
    ...(sentence ? [wrap(sentence, width).map(style.strong).join("\n")] : []),
    ...(hint ? [wrap(`Hint: ${hint}`, width, "  ").map(style.hint).join("\n")] : []),
  ].join("\n\n");
}

/** Which versions in Python the rows answer. */
function legend(results: readonly ResultRow[], { backends }: ReportOptions): string {
  const shown = backends.filter(({ name, lecture }) =>
    lecture.length > 0 && results.some((row) => row.backend === name)
  );
  const versions = shown.map(({ name, lecture }) =>
    `${name}: ${lecture.map((version) => `${version.name}, ${formatDuration(version.ms)}`).join(", or ")}`
  );
  return `lecture: what the row answers, in Python on the lecturer's machine with 2 jobs. ${versions.join("; ")}.`;
}

function columnsOf(results: readonly ResultRow[], { request, backends, style }: ReportOptions): Column[] {
  const cells = (ok: (row: OkRow) => string, other: (row: ResultRow) => string = () => "") =>
    results.map((row) => row.status === "ok" ? ok(row) : other(row));
  const column = (title: string, cells: string[], more: Partial<Column> = {}): Column => ({
    title,
    cells,
    align: "right",
    paint: (text, row) => results[row].status === "ok" ? text : style.faint(text),
    ...more,
  });
  const lectureOf = (row: ResultRow) =>
    row.n === LECTURE.n ? backends.find((backend) => backend.name === row.backend)?.lecture ?? [] : [];
  const paintTime = (text: string, row: number) =>
    results[row].status === "failed" ? style.bad(text) : results[row].status === "ok" ? text : style.warning(text);
  const paintSpeedup = (text: string, row: number) => {
    const [low, high] = (results[row] as Partial<OkRow>).speedupCi95 ?? [1, 1];
    return low > 1 ? style.good(text) : high < 1 ? style.warning(text) : text;
  };
  return [
    column("backend", results.map((row) => row.backend), { align: "left", key: true }),
    ...shown(results.some((row) => row.jobs !== undefined), [
      column("jobs", results.map((row) => String(row.jobs ?? "")), { key: true }),
    ]),
    ...shown(request.n.length > 1, [column("n", results.map((row) => count(row.n)), { key: true })]),
    column("time per loop", alignedAt(" ± ", cells(timePerLoop, (row) => row.status)), {
      align: "left",
      paint: paintTime,
    }),
    ...shown(lectureApplies(request), [
      column("lecture", results.map((row) => lectureOf(row).slice(0, 1).map(({ ms }) => formatDuration(ms)).join())),
    ]),
    column("speedup [95 %]", cells(speedup), { align: "left", paint: paintSpeedup }),
    column("error", cells(errorVsSerial)),
    column("median [95 %]", cells(medianWithInterval), { align: "left" }),
    column("cold", cells((row) => formatDuration(row.coldMs, { trailingZeros: true }))),
    ...shown(results.some((row) => row.status === "ok" && row.precision !== "f64"), [
      column("precision", cells((row) => row.precision)),
    ]),
    column("value", cells((row) => String(fromJsonNumber(row.value))), { align: "left", optional: true }),
    column("fastest", cells((row) => formatDuration(row.bestMs, { trailingZeros: true })), { optional: true }),
    column("samples", cells((row) => sparkline(row.samplesMs)), { align: "left", optional: true }),
  ];
}

/** Pads texts so that what follows the mark is in one column. */
function alignedAt(mark: string, texts: string[]): string[] {
  const width = Math.max(...texts.map((text) => text.indexOf(mark)));
  return texts.map((text) => text.includes(mark) ? " ".repeat(width - text.indexOf(mark)) + text : text);
}

const shown = <T>(condition: boolean, items: T[]): T[] => condition ? items : [];

function lectureApplies({ source, args, n }: CompareRequest): boolean {
  return "expr" in source && LECTURE.expr.test(source.expr.trim()) && args.a === LECTURE.from &&
    args.b === LECTURE.to && n.includes(LECTURE.n);
}

/** So many rows are named in a remark; more are counted. */
const MOST_NAMED = 3;

/** Reasons of rows without a result, and notes on the others. What several rows share is said once. */
function remarks(results: readonly ResultRow[]): string[] {
  const severalN = new Set(results.map((row) => row.n)).size > 1;
  const severalJobs = new Set(results.flatMap((row) => row.jobs ?? [])).size > 1;
  const rowsOf = new Map<string, string[]>();
  for (const row of results) {
    const key = [
      row.backend,
      ...(row.jobs && severalJobs ? [`with ${row.jobs}`] : []),
      ...(severalN ? [`at ${count(row.n)}`] : []),
    ].join(" ");
    const texts = row.status === "ok"
      ? [gpuTimes(row) ?? [], row.notes ?? []].flat()
      : [`${row.status}: ${row.reason}`];
    for (const text of texts) rowsOf.set(text, [...rowsOf.get(text) ?? [], key]);
  }
  const named = (keys: string[]) => keys.length > MOST_NAMED ? `${keys.length} rows` : keys.join(", ");
  return [...rowsOf].map(([text, keys]) => `${named(keys)}: ${text}`);
}

/** The one option that would tell more. */
function hintFor(results: readonly ResultRow[], request: CompareRequest): string | undefined {
  const measured = results.filter((row): row is OkRow => row.status === "ok");
  const wide = measured.some(({ ci95Ms: [low, high], medianMs }) => high - low > 0.2 * medianMs);
  const hints: [boolean, string][] = [
    [
      results.some((row) => row.status === "timeout"),
      `--time-limit ${request.timeLimit * 10} gives slow rows more time`,
    ],
    [!request.fastmath, "--fastmath lets compiled code rearrange arithmetic, as numba's fastmath=True does"],
    [wide && request.minTime < 10, `--min-time ${request.minTime * 10} measures for longer, so that intervals narrow`],
    [request.n.length === 1, "--n 1e3,1e5,1e7 shows from which size on parallel code pays"],
    [request.jobs.length === 1, "--jobs 1,2,4 shows how backends scale"],
    [true, "--json FILE keeps all samples"],
  ];
  return measured.length > 0 ? hints.find(([applies]) => applies)?.[1] : undefined;
}
