import { KernelSyntaxError } from "../errors.ts";
import { MAX_JOBS, type Precision } from "../backends/backend.ts";
import { compile, type KernelSource } from "../pipeline.ts";
import { FieldReader, type RequestError, suggestion } from "./fields.ts";
import type { CompareRequest } from "./types.ts";

/** What a request is checked against: who answers it, what it may ask for, and what it means by leaving things out. */
export interface CheckContext {
  /** Names of all known backends; also the default. */
  readonly backends: readonly string[];
  readonly defaults: {
    readonly jobs: number;
    /** Seconds for a row. */
    readonly timeLimit: number;
    /** The range where none is given; without them a range is obligatory. */
    readonly from?: number | string;
    readonly to?: number | string;
    readonly n?: number;
  };
  readonly limits?: {
    /** Longest source text, in UTF-16 units; default 20,000. */
    readonly sourceLength?: number;
    /** Greatest n; default and at most 2^53. */
    readonly n?: number;
    /** Longest time limit of a row, in s; default a day. */
    readonly timeLimit?: number;
    /** Greatest number of rows; default 500. */
    readonly rows?: number;
  };
}

export type CheckedRequest =
  | { readonly ok: true; readonly request: CompareRequest }
  | { readonly ok: false; readonly errors: readonly RequestError[] };

/** The fields of a raw request. */
export const REQUEST_FIELDS = [
  "expr",
  "kernel",
  "from",
  "to",
  "args",
  "n",
  "jobs",
  "backends",
  "precision",
  "fastmath",
  "runs",
  "minTime",
  "timeLimit",
];
const PRECISIONS: readonly Precision[] = ["auto", "f64", "df64", "f32"];
const MOST_RUNS = 1000;
const MOST_MIN_TIME = 60;
const DAY = 86_400;

/** Under which field the bounds of the range travel, and what the kernel calls them. */
const RANGE = [["from", "a"], ["to", "b"]] as const;

/**
 * Checks a raw request from the command line, HTTP or the page, and fills in what it leaves out. Numbers may come as
 * constant expressions such as "pi/2" or "1e6"; `n` and `jobs` as one or a list.
 *
 * @param raw `{expr, from, to}` or `{kernel, args}`, and `n`, `jobs`, `backends`, `precision`, `fastmath`, `runs`,
 * `minTime`, `timeLimit`.
 * @param context Limits and defaults.
 * @returns The request, or all that is wrong with it.
 */
export function checkRequest(raw: unknown, context: CheckContext): CheckedRequest {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { ok: false, errors: [{ field: "", message: "a request is an object with an expr or a kernel" }] };
  }
  const { defaults, limits = {} } = context;
  const reader = new FieldReader(raw as Record<string, unknown>);
  for (const field of Object.keys(raw)) {
    if (!REQUEST_FIELDS.includes(field)) reader.fail(field, `is unknown: ${suggestion(field, REQUEST_FIELDS)}`);
  }
  const fastmath = reader.flag("fastmath");
  const source = readSource(reader, limits.sourceLength ?? 20_000);
  const parameters = source && readParameters(reader, source);
  const request: Omit<CompareRequest, "source"> = {
    args: parameters ? readArguments(reader, parameters, defaults) : {},
    n: reader.integers(
      "n",
      { least: 1, most: limits.n ?? 2 ** 53 },
      defaults.n === undefined ? undefined : [defaults.n],
    ),
    jobs: reader.integers("jobs", { least: 1, most: MAX_JOBS }, [defaults.jobs]),
    backends: reader.words("backends", context.backends, context.backends),
    precision: reader.word("precision", PRECISIONS, "auto"),
    fastmath,
    runs: reader.integer("runs", { least: 1, most: MOST_RUNS }, 10),
    minTime: reader.numberWithin("minTime", [0, MOST_MIN_TIME], 0.2),
    timeLimit: reader.numberWithin("timeLimit", [0.001, limits.timeLimit ?? DAY], defaults.timeLimit),
  };
  if (parameters && !parameters.includes("n") && request.n.length > 1) {
    reader.fail("n", "is a list, but the kernel has no parameter n: give one");
  }
  const rows = request.n.length * (1 + request.backends.length * request.jobs.length);
  const mostRows = limits.rows ?? 500;
  if (rows > mostRows) reader.fail("n", `with jobs and backends asks for ${rows} rows: ask for at most ${mostRows}`);
  if (reader.errors.length > 0 || !source) return { ok: false, errors: reader.errors };
  return { ok: true, request: { source, ...request } };
}

function readSource(reader: FieldReader, longest: number): KernelSource | undefined {
  const { expr, kernel } = reader.raw;
  if (expr !== undefined && kernel !== undefined) return reader.fail("kernel", "and expr are both given: give one");
  const [field, text] = kernel === undefined ? ["expr", expr] : ["kernel", kernel];
  if (text === undefined) return reader.fail("expr", "is missing: give an expr in x, or a kernel");
  if (typeof text !== "string") return reader.fail(field, "must be a text");
  if (text.length > longest) {
    return reader.fail(field, `is ${text.length} characters long: at most ${longest} are allowed`);
  }
  return field === "expr" ? { expr: text } : { kernel: text };
}

function readParameters(reader: FieldReader, source: KernelSource): readonly string[] | undefined {
  try {
    return compile(source).kernel.parameters.map((parameter) => parameter.name);
  } catch (error) {
    if (error instanceof KernelSyntaxError) return reader.failSyntax("expr" in source ? "expr" : "kernel", error);
    throw error;
  }
}

function readArguments(
  reader: FieldReader,
  parameters: readonly string[],
  defaults: CheckContext["defaults"],
): Record<string, number> {
  const { args = {} } = reader.raw;
  if (typeof args !== "object" || args === null || Array.isArray(args)) {
    reader.fail("args", "must be an object with a number for each parameter");
    return {};
  }
  const given = new Map<string, { field: string; value: unknown }>();
  for (const [name, value] of Object.entries(args)) {
    const field = `args.${name}`;
    if (name === "n") reader.fail(field, "is given by the field n");
    else if (!parameters.includes(name)) {
      const settable = parameters.filter((parameter) => parameter !== "n");
      reader.fail(
        field,
        `is no parameter of the kernel: ${settable.length ? suggestion(name, settable) : "it has none"}`,
      );
    } else given.set(name, { field, value });
  }
  for (const [field, name] of RANGE) {
    const value = reader.raw[field];
    if (value === undefined) {
      const fallback = defaults[field];
      if (parameters.includes(name) && !given.has(name) && fallback !== undefined) {
        given.set(name, { field, value: fallback });
      }
    } else if (!parameters.includes(name)) reader.fail(field, `sets ${name}, but the kernel has no parameter ${name}`);
    else if (given.has(name)) reader.fail(field, `sets ${name}, which args sets too: give one`);
    else given.set(name, { field, value });
  }
  const result: Record<string, number> = {};
  for (const name of parameters) {
    if (name === "n") continue;
    const argument = given.get(name);
    const bound = RANGE.find(([, parameter]) => parameter === name)?.[0];
    if (!argument) reader.fail(bound ?? `args.${name}`, `is missing: the kernel's parameter ${name} needs a number`);
    else result[name] = reader.number(argument.field, argument.value) ?? 0;
  }
  return result;
}
