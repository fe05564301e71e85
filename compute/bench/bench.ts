import type { Backend } from "../backends/mod.ts";
import {
  checkRequest,
  compare,
  type CompareEvent,
  type CompareRequest,
  type ComparisonReport,
  type OtherRow,
  type RequestError,
  withGpu,
} from "../compare/mod.ts";
import { describeDeno } from "../compare/environment_deno.ts";
import { EXPORTS } from "./exports.ts";
import { changesSince, describeChanges, readReport, readThreshold, regressions } from "./baseline.ts";
import { UsageError } from "./command_line.ts";
import { openForWriting, readTextFile } from "./files.ts";
import { type BenchOptions, helpText, readOptions } from "./options.ts";
import { ProgressLine } from "./progress.ts";
import type { Style } from "./style.ts";
import { body, header, type ReportOptions } from "./text_report.ts";

/** Where the bench writes, and how it is stopped. */
export interface BenchConsole {
  write(text: string): void;
  writeError(text: string): void;
  /** Characters in a line of what `write` writes. */
  width(): number;
  /** Whether a line of progress can be drawn by `writeError`. */
  readonly drawsProgress: boolean;
  readonly style: Style;
  readonly errorStyle: Style;
  /** Ends the comparison; what there is is printed. */
  readonly signal: AbortSignal;
}

/** What the bench tells whoever started it. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Which option gives a field of the request. */
const OPTION_OF: Readonly<Record<string, string>> = { minTime: "--min-time", timeLimit: "--time-limit" };

const DEFAULT_EXPRESSION = "cos(x)";

/**
 * Runs the bench.
 *
 * @param args The command line.
 * @param console Where to write.
 * @param backends What can be compared; they stay open.
 * @returns The exit status.
 */
export async function bench(
  args: readonly string[],
  console: BenchConsole,
  backends: readonly Backend[],
): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help) {
      console.write(helpText());
      return EXIT.ok;
    }
    return await run(options, console, backends);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { bad } = console.errorStyle;
    console.writeError(`${bad("error:")} ${error.message}\nSee deno task bench --help.\n`);
    return EXIT.usage;
  }
}

async function run(options: BenchOptions, console: BenchConsole, backends: readonly Backend[]): Promise<number> {
  const request = readRequest(options, backends.map((backend) => backend.name));
  const baseline = readBaseline(options);
  const writeReport = openOutputs(options, console);
  const asked = backends.filter(({ name }) => name === "serial" || request.backends.includes(name));
  const environment = await withGpu(describeDeno(), asked);
  const quiet = Object.values(options.outputs).includes("-");
  const reportOptions: ReportOptions = { request, backends, style: console.style, width: console.width() };
  if (!quiet) console.write(`${header(environment, reportOptions)}\n\n`);

  const progress = new ProgressLine(
    request.n.length > 1,
    (text) => console.writeError(text),
    () => console.width(),
  );
  const onEvent = (event: CompareEvent) => console.drawsProgress && progress.show(event);
  const report = await compare(request, { backends, environment, signal: console.signal, onEvent });
  progress.clear();

  if (!quiet) console.write(`${body(report, reportOptions)}\n`);
  const changes = baseline ? changesSince(baseline.report, report) : [];
  if (baseline && !quiet) {
    const lines = describeChanges(changes, baseline.report.environment, report.environment);
    console.write(`\n${lines.join("\n")}\n`);
  }
  writeReport(report);
  const status = exitStatus(report, options, console);
  const worse = regressions(changes, baseline?.threshold ?? Infinity);
  for (const { row } of worse) console.writeError(`${row.backend} is slower than the baseline allows\n`);
  return status === EXIT.ok && worse.length > 0 ? EXIT.failed : status;
}

function readRequest(options: BenchOptions, backends: readonly string[]): CompareRequest {
  const { expr, kernel, from, to, set, n, jobs, precision, fastmath, runs, minTime, timeLimit } = options;
  if (expr !== undefined && kernel !== undefined) throw new UsageError("--expr and --kernel are both given: give one");
  const source = kernel === undefined
    ? { expr: expr ?? DEFAULT_EXPRESSION }
    : { kernel: readTextFile("--kernel", kernel) };
  const raw = {
    from,
    to,
    args: set,
    n,
    jobs,
    backends: options.backends,
    precision,
    fastmath,
    runs,
    minTime,
    timeLimit,
  };
  const checked = checkRequest(
    { ...source, ...Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined)) },
    {
      backends,
      defaults: { jobs: navigator.hardwareConcurrency, timeLimit: 60, from: 0, to: "pi/2", n: 1e6 },
      limits: { sourceLength: 1e6 },
    },
  );
  if (!checked.ok) throw new UsageError(checked.errors.map((error) => describeMistake(error, kernel)).join("\n"));
  const { request } = checked;
  for (const name of options.require) {
    if (!backends.includes(name)) throw new UsageError(`--require: there is no backend ${name}`);
    if (!request.backends.includes(name)) throw new UsageError(`--require: ${name} is not among --backends`);
  }
  return request;
}

interface Baseline {
  readonly report: ComparisonReport;
  /** By what share a row may be slower. */
  readonly threshold: number;
}

function readBaseline({ baseline, failOnRegression }: BenchOptions): Baseline | undefined {
  if (baseline === undefined) {
    if (failOnRegression !== undefined) throw new UsageError("--fail-on-regression needs a --baseline");
    return undefined;
  }
  const threshold = failOnRegression === undefined ? Infinity : readThreshold(failOnRegression);
  return { report: readReport(baseline), threshold };
}

function describeMistake({ field, message, line, column, excerpt }: RequestError, kernelFile?: string): string {
  const place = line === undefined ? "" : field === "kernel" ? `:${line}:${column}` : ` (column ${column})`;
  const option = field.startsWith("args.")
    ? `--set ${field.slice("args.".length)}`
    : field === "kernel"
    ? `${kernelFile}${place}`
    : OPTION_OF[field] ?? `--${field}`;
  const text = `${option}: ${message}${field === "kernel" ? "" : place}`;
  return excerpt ? `${text}\n${excerpt}` : text;
}

/** Opens what the report goes to; returns what writes it there. */
function openOutputs({ outputs, save }: BenchOptions, console: BenchConsole): (report: ComparisonReport) => void {
  const open = (option: string, file: string) => file === "-" ? console.write : openForWriting(`--${option}`, file);
  const sinks = (["json", "csv", "markdown"] as const).flatMap((format) => {
    const file = outputs[format];
    return file === undefined ? [] : [{ format, write: open(format, file) }];
  });
  if (save !== undefined) sinks.push({ format: "json", write: openForWriting("--save", save) });
  return (report) => {
    for (const { format, write } of sinks) write(EXPORTS[format](report));
  };
}

function exitStatus({ results }: ComparisonReport, { require }: BenchOptions, console: BenchConsole): number {
  if (console.signal.aborted) return EXIT.interrupted;
  const absent = require.filter((name) => !results.some((row) => row.backend === name && row.status === "ok"));
  for (const name of absent) {
    const why = results.find((row): row is OtherRow => row.backend === name && row.status !== "ok")?.reason;
    console.writeError(`${name} is required, but gave no result: ${why}\n`);
  }
  return absent.length > 0 || results.some((row) => row.status === "failed") ? EXIT.failed : EXIT.ok;
}
