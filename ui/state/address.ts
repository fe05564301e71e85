/** The page's address holds what differs from the defaults, so that a link shows the same inputs to someone else. */
import { effect } from "@preact/signals";
import { defaultInputs, type Inputs, inputs, type PrecisionChoice } from "./inputs.ts";

/** Fields that are written as they are, by their name in the address. */
const TEXT_FIELDS = ["from", "to", "n", "jobs"] as const;
const PRECISIONS: readonly PrecisionChoice[] = ["auto", "f64", "df64", "f32"];
const ARGUMENT_PREFIX = "set.";
/** All backends that a browser has, where that isn't what is meant by saying nothing. */
const ALL = "all";

/**
 * Writes inputs as the fragment of an address, without the `#`.
 *
 * @param current What to write.
 * @returns The fragment; empty for the defaults.
 */
export function encodeInputs(current: Inputs): string {
  const entries = new URLSearchParams();
  if (current.mode === "kernel") entries.set("kernel", current.kernel);
  else if (current.expr !== defaultInputs.expr) entries.set("expr", current.expr);
  for (const field of TEXT_FIELDS) {
    if (current[field] !== defaultInputs[field]) entries.set(field, current[field]);
  }
  if (current.mode === "kernel") {
    for (const [name, value] of Object.entries(current.args)) entries.set(ARGUMENT_PREFIX + name, value);
  }
  if (current.precision !== defaultInputs.precision) entries.set("precision", current.precision);
  if (current.fastmath) entries.set("fastmath", "1");
  if (current.backends) entries.set("backends", current.backends.join(","));
  // Who names the server's backends means these; in this browser nothing else is run then, unless it is named too.
  if (current.here === null ? current.backends !== null : current.here.length > 0 || current.backends === null) {
    entries.set("here", current.here?.join(",") ?? ALL);
  }
  return entries.toString();
}

/**
 * Reads a fragment; what it lacks or what can't be right is as by default.
 *
 * @param fragment With or without the `#`.
 */
export function decodeInputs(fragment: string): Inputs {
  const entries = new URLSearchParams(fragment.replace(/^#/, ""));
  const kernel = entries.get("kernel");
  const text = (name: keyof Inputs & string) => entries.get(name) ?? defaultInputs[name] as string;
  const names = (name: string) => entries.get(name)?.split(",").filter((name) => name !== "") ?? null;
  const precision = PRECISIONS.find((known) => known === entries.get("precision"));
  return {
    mode: kernel === null ? "expr" : "kernel",
    expr: text("expr"),
    kernel: kernel ?? defaultInputs.kernel,
    from: text("from"),
    to: text("to"),
    args: Object.fromEntries(
      [...entries].filter(([name]) => name.startsWith(ARGUMENT_PREFIX))
        .map(([name, value]) => [name.slice(ARGUMENT_PREFIX.length), value]),
    ),
    n: text("n"),
    jobs: text("jobs"),
    precision: precision ?? defaultInputs.precision,
    fastmath: entries.get("fastmath") === "1",
    backends: names("backends"),
    here: entries.get("here") === ALL ? null : names("here") ?? (entries.has("backends") ? [] : null),
  };
}

/** Reads the address now and whenever a link within the page changes it, and keeps it up to date. */
export function followAddress(): void {
  inputs.value = decodeInputs(location.hash);
  addEventListener("hashchange", () => {
    if (location.hash.replace(/^#/, "") !== encodeInputs(inputs.value)) inputs.value = decodeInputs(location.hash);
  });
  let pending: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const fragment = encodeInputs(inputs.value);
    clearTimeout(pending);
    // Browsers refuse more than about 100 changes of the address in 30 seconds.
    pending = setTimeout(() => history.replaceState(null, "", addressOf(fragment)), 300);
  });
}

/** The link to the present inputs. */
export function shareLink(): string {
  return new URL(addressOf(encodeInputs(inputs.value)), location.href).href;
}

function addressOf(fragment: string): string {
  return fragment === "" ? location.pathname : `#${fragment}`;
}
