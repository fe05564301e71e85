/** Checks the inputs by the server's own rules and makes the request from them; each error belongs to a field. */
import { computed } from "@preact/signals";
import { checkRequest } from "../../compute/compare/check.ts";
import type { RequestError } from "../../compute/compare/fields.ts";
import type { CompareRequest } from "../../compute/compare/types.ts";
import type { RunRequest } from "../../server/api_types.ts";
import { browserError, browserMachine } from "./browser.ts";
import { type Inputs, inputs } from "./inputs.ts";
import { machine } from "./machine.ts";
import { parameters } from "./source.ts";

/** How long a row may take, in s: the server's own limit is what counts, so any that passes will do here. */
const TIME_LIMIT = 10;
/** Fields of the page, by the field of a request that they fill. */
const PAGE_FIELDS: Readonly<Record<string, string>> = {
  expr: "source",
  kernel: "source",
  "args.a": "from",
  "args.b": "to",
};

/** Messages by field: "source", "from", "to", "n", "jobs", "backends", "args.NAME"; "" for the request as a whole. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A request with its lists written out. */
export interface FullRequest extends RunRequest {
  readonly n: readonly number[];
  readonly jobs: readonly number[];
  readonly backends: readonly string[];
}

export type Checked =
  /** `here` is what this browser is asked for, if it is. */
  | { readonly ok: true; readonly request: FullRequest; readonly here?: CompareRequest }
  | { readonly ok: false; readonly errors: FieldErrors };

/** What the inputs are checked against: what a place to measure in has. */
export interface Machine {
  readonly cores: number;
  readonly knownBackends: readonly string[];
  readonly availableBackends: readonly string[];
}

/** The page's field for a field of a request. */
export function pageField(field: string): string {
  return PAGE_FIELDS[field] ?? field;
}

/** Parameters of a kernel that need a field besides from, to and n. */
export function extraParameters(names: readonly string[]): string[] {
  return names.filter((name) => name !== "a" && name !== "b" && name !== "n");
}

/** Splits at commas that are outside of parentheses; an empty text is no list. */
export function splitList(text: string): string[] {
  if (text.trim() === "") return [];
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function describeError({ field, message, column }: RequestError): string {
  if (column !== undefined) return `Column ${column}: ${message}`;
  const name = pageField(field);
  return `${name.startsWith("args.") ? name.slice(5) : name} ${message}`.trimStart();
}

/**
 * Checks the inputs.
 *
 * @param current The inputs as entered.
 * @param names The kernel's parameters; those that it lacks are not asked for.
 * @param server What it has.
 * @param browser What this browser has.
 */
export function check(current: Inputs, names: readonly string[], server: Machine, browser: Machine): Checked {
  const { mode, expr, kernel, from, to, precision, fastmath } = current;
  const jobs = splitList(current.jobs);
  const wanted: Record<string, string> = { a: from, b: to, ...current.args };
  const args = Object.fromEntries(names.filter((name) => name !== "n").map((name) => [name, wanted[name] ?? ""]));
  const given = mode === "expr" ? { expr, from, to, precision, fastmath } : { kernel, args, precision, fastmath };
  const checkFor = (machine: Machine, backends: readonly string[]) =>
    checkRequest(
      { ...given, backends, n: splitList(current.n), jobs: jobs.length > 0 ? jobs : [machine.cores] },
      { backends: machine.knownBackends, defaults: { jobs: machine.cores, timeLimit: TIME_LIMIT } },
    );
  const backends = current.backends ?? server.availableBackends;
  const result = checkFor(server, backends);
  if (!result.ok) {
    // The first mistake of a field is the one to mend first.
    const errors = result.errors.toReversed().map((error) => [pageField(error.field), describeError(error)]);
    return { ok: false, errors: Object.fromEntries(errors) };
  }
  const request = { ...given, backends, n: result.request.n, jobs: result.request.jobs };
  // A link may name backends that the browser it was made in had.
  const hereNames = current.here?.filter((name) => browser.knownBackends.includes(name)) ?? browser.availableBackends;
  const here = hereNames.length > 0 ? checkFor(browser, hereNames) : undefined;
  return here?.ok ? { ok: true, request, here: here.request } : { ok: true, request };
}

function awaitsBrowser({ here }: Inputs): boolean {
  return here?.length !== 0 && browserMachine.value.knownBackends.length === 0 && browserError.value === null;
}

/** The present inputs, checked. */
export const checked = computed((): Checked =>
  // Until the server and this browser have said what they have, nothing can be run, and nothing is wrong.
  machine.value.knownBackends.length === 0 || awaitsBrowser(inputs.value)
    ? { ok: false, errors: {} }
    : check(inputs.value, parameters.value, machine.value, browserMachine.value)
);
