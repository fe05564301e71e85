import { flag, list, many, one, optionLines, type OptionRecord, readCommandLine, UsageError } from "./command_line.ts";

/** The options as given; what is absent is left to the checks and their defaults. */
export interface BenchOptions {
  readonly help: boolean;
  readonly expr?: string;
  readonly kernel?: string;
  readonly from?: string;
  readonly to?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly n?: readonly string[];
  readonly jobs?: readonly string[];
  readonly backends?: readonly string[];
  readonly require: readonly string[];
  readonly precision?: string;
  readonly fastmath: boolean;
  readonly runs?: string;
  readonly minTime?: string;
  readonly timeLimit?: string;
  /** Where to keep the results, and where those to compare with are. */
  readonly save?: string;
  readonly baseline?: string;
  readonly failOnRegression?: string;
  /** Files by format; "-" is standard output. */
  readonly outputs: Readonly<Partial<Record<OutputFormat, string>>>;
}

export type OutputFormat = "json" | "csv" | "markdown";

/** Every option, in the order of the help. */
export const OPTIONS: readonly OptionRecord[] = [
  one("expr", "EXPR", 'the integrand, an expression in x (default "cos(x)")'),
  one("kernel", "FILE", "a TypeScript file instead, its default export the kernel"),
  one("from", "NUMBER", "lower bound, the kernel's a (default 0)"),
  one("to", "NUMBER", "upper bound, the kernel's b (default pi/2)"),
  many("set", "NAME=NUMBER", "another parameter of the kernel; may be repeated"),
  list("n", "N,...", "iterations (default 1e6)"),
  list("jobs", "N,...", "workers, for backends that have them (default: one per core)"),
  list("backends", "NAME,...", "which to run (default all); serial is always run"),
  list("require", "NAME,...", "backends whose absence is a failure"),
  one("precision", "NAME", "what a GPU computes in: auto, f64, df64 or f32 (default auto)"),
  flag("fastmath", "allow contraction, reassociation and up to 4 ULP a function"),
  one("runs", "N", "samples per row, at least (default 10)"),
  one("min-time", "SECONDS", "time to measure each row for, at least (default 0.2)"),
  one("time-limit", "SECONDS", "time that a row may take (default 60)"),
  one("json", "FILE", "write the results as JSON; - is standard output"),
  one("csv", "FILE", "write them as CSV"),
  one("markdown", "FILE", "write them as a Markdown table"),
  one("save", "FILE", "keep the results for a later --baseline: the same as --json FILE"),
  one("baseline", "FILE", "compare the times with those of an earlier --save or --json"),
  one("fail-on-regression", "SHARE", "fail if a row is slower than the baseline by more, e.g. 10%"),
  flag("help", "show this help"),
];

const FORMATS: readonly OutputFormat[] = ["json", "csv", "markdown"];

/**
 * Reads the command line.
 *
 * @throws {UsageError} What is wrong with it, in one line.
 */
export function readOptions(args: readonly string[]): BenchOptions {
  const line = readCommandLine(args, OPTIONS, "an integrand is given by --expr, a kernel's file by --kernel");
  const outputs = Object.fromEntries(FORMATS.flatMap((format) => {
    const file = line.one(format);
    return file === undefined ? [] : [[format, file]];
  }));
  if (Object.values(outputs).filter((file) => file === "-").length > 1) {
    throw new UsageError("standard output takes one format: give the others a file");
  }
  return {
    help: line.flag("help"),
    expr: line.one("expr"),
    kernel: line.one("kernel"),
    from: line.one("from"),
    to: line.one("to"),
    set: readSettings(line.several("set") ?? []),
    n: line.several("n"),
    jobs: line.several("jobs"),
    backends: line.several("backends"),
    require: line.several("require") ?? [],
    precision: line.one("precision"),
    fastmath: line.flag("fastmath"),
    runs: line.one("runs"),
    minTime: line.one("min-time"),
    timeLimit: line.one("time-limit"),
    save: line.one("save"),
    baseline: line.one("baseline"),
    failOnRegression: line.one("fail-on-regression"),
    outputs,
  };
}

function readSettings(settings: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const setting of settings) {
    const [, name, value] = setting.match(/^\s*([^=\s]+)\s*=(.+)$/) ?? [];
    if (name === undefined) throw new UsageError(`--set takes NAME=NUMBER, not "${setting}"`);
    if (name in result) throw new UsageError(`--set gives ${name} twice: give it once`);
    result[name] = value.trim();
  }
  return result;
}

/** The text of `--help`. */
export function helpText(): string {
  return `Runs one kernel in every way that this machine can, and compares speed and result with the serial
baseline.

Usage: deno task bench [options]

${optionLines(OPTIONS)}

Numbers may be constant expressions: 1e6, pi/2, 2**20.

Examples:
  deno task bench --fastmath
  deno task bench --expr "exp(-x*x)" --from 0 --to 4 --n 1e5,1e7
  deno task bench --kernel kernel.ts --set m=3 --backends wasm,wasm-threads --jobs 1,2

Exit status: 0 all well, 1 a wrong result or a backend's failure, 2 a mistake in the options.
`;
}
