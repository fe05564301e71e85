import { parseArgs } from "@std/cli/parse_args.js";
import { suggestion } from "../compare/mod.ts";

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
  /** Files by format; "-" is standard output. */
  readonly outputs: Readonly<Partial<Record<OutputFormat, string>>>;
}

export type OutputFormat = "json" | "csv" | "markdown";

/** A mistake in how the bench was called. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

interface OptionRecord {
  readonly name: string;
  /** What stands for the value in the help; absent for flags. */
  readonly value?: string;
  /** One value, several at commas, or given again and again. */
  readonly takes: "nothing" | "one" | "list" | "many";
  readonly help: string;
}

const one = (name: string, value: string, help: string): OptionRecord => ({ name, value, takes: "one", help });
const list = (name: string, value: string, help: string): OptionRecord => ({ name, value, takes: "list", help });
const flag = (name: string, help: string): OptionRecord => ({ name, takes: "nothing", help });

/** Every option, in the order of the help. */
export const OPTIONS: readonly OptionRecord[] = [
  one("expr", "EXPR", 'the integrand, an expression in x (default "cos(x)")'),
  one("kernel", "FILE", "a TypeScript file whose default export is the kernel, instead of --expr"),
  one("from", "NUMBER", "lower bound, the kernel's a (default 0)"),
  one("to", "NUMBER", "upper bound, the kernel's b (default pi/2)"),
  { name: "set", value: "NAME=NUMBER", takes: "many", help: "another parameter of the kernel; may be repeated" },
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
  flag("help", "show this help"),
];

const NAMES = OPTIONS.map((option) => `--${option.name}`);
const FORMATS: readonly OutputFormat[] = ["json", "csv", "markdown"];

/** Commas between parentheses belong to a call such as `pow(2, 20)`. */
const LIST_COMMA = /,(?![^(]*\))/;

/**
 * Reads the command line.
 *
 * @throws {UsageError} What is wrong with it, in one line.
 */
export function readOptions(args: readonly string[]): BenchOptions {
  const names = (takes: (takes: OptionRecord["takes"]) => boolean) =>
    OPTIONS.filter((option) => takes(option.takes)).map((option) => option.name);
  const valued = names((takes) => takes !== "nothing");
  const parsed: Record<string, unknown> = parseArgs(joinValues(args), {
    string: valued,
    collect: valued,
    boolean: names((takes) => takes === "nothing"),
    alias: { h: "help" },
    unknown: refuse,
  });
  const given = (name: string) => parsed[name] as readonly string[];
  const single = (name: string): string | undefined => {
    const values = given(name);
    if (values.length > 1) throw new UsageError(`--${name} is given ${values.length} times: give it once`);
    return values[0];
  };
  const several = (name: string): readonly string[] | undefined => {
    const values = given(name);
    return values.length ? values.flatMap((value) => value.split(LIST_COMMA).map((item) => item.trim())) : undefined;
  };
  const outputs = Object.fromEntries(FORMATS.flatMap((format) => {
    const file = single(format);
    return file === undefined ? [] : [[format, file]];
  }));
  if (Object.values(outputs).filter((file) => file === "-").length > 1) {
    throw new UsageError("standard output takes one format: give the others a file");
  }
  return {
    help: parsed.help === true,
    expr: single("expr"),
    kernel: single("kernel"),
    from: single("from"),
    to: single("to"),
    set: readSettings(given("set")),
    n: several("n"),
    jobs: several("jobs"),
    backends: several("backends"),
    require: several("require") ?? [],
    precision: single("precision"),
    fastmath: parsed.fastmath === true,
    runs: single("runs"),
    minTime: single("min-time"),
    timeLimit: single("time-limit"),
    outputs,
  };
}

/** Writes `--name value` as `--name=value`, so that a value may begin with a minus sign. */
function joinValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let k = 0; k < args.length; k++) {
    const option = OPTIONS.find((option) => args[k] === `--${option.name}`);
    const isFlag = !option || option.takes === "nothing";
    if (!isFlag && (k + 1 === args.length || NAMES.includes(args[k + 1].split("=")[0]))) {
      throw new UsageError(`--${option.name} needs a value: ${option.value}`);
    }
    joined.push(isFlag ? args[k] : `${args[k]}=${args[++k]}`);
  }
  return joined;
}

function refuse(argument: string): never {
  const name = argument.split("=")[0];
  if (argument.startsWith("-")) throw new UsageError(`${name} is no option: ${suggestion(name, NAMES)}`);
  throw new UsageError(`"${argument}" belongs to no option: an integrand is given by --expr, a file by --kernel`);
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
  const usage = OPTIONS.map(({ name, value, help }) =>
    `  ${`--${name}${value ? ` ${value}` : ""}`.padEnd(22)} ${help}`
  );
  return `Runs one kernel in every way that this machine can, and compares speed and result with the serial
baseline.

Usage: deno task bench [options]

${usage.join("\n")}

Numbers may be constant expressions: 1e6, pi/2, 2**20.

Examples:
  deno task bench --fastmath
  deno task bench --expr "exp(-x*x)" --from 0 --to 4 --n 1e5,1e7
  deno task bench --kernel kernel.ts --set m=3 --backends wasm,wasm-threads --jobs 1,2

Exit status: 0 all well, 1 a wrong result or a backend's failure, 2 a mistake in the options.
`;
}
