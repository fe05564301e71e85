/** The run that is shown: started, followed, stopped, or opened from the history. */
import { batch, computed, effect, signal } from "@preact/signals";
import type { CompareRequest } from "../../compute/compare/types.ts";
import type { Run, RunEvent, RunRequest } from "../../server/api_types.ts";
import { ApiFailure, cancelRun, getRun, startRun } from "../api/client.ts";
import { followRun } from "../api/events.ts";
import { decodeInputs, encodeInputs } from "./address.ts";
import { createBatch } from "./batch.ts";
import { browserBackends, compareHere } from "./browser.ts";
import { defaultInputs, type Inputs, inputs } from "./inputs.ts";
import { backends } from "./machine.ts";
import { applyEvent, isOver, newRun, plannedRows, type RunView, viewOf } from "./run_view.ts";
import { compileNow } from "./source.ts";
import { checked, pageField } from "./validate.ts";

const STORAGE_KEY = "lanes-run";

export interface ShownRun {
  /** On the server. */
  readonly view: RunView;
  /** In this browser, once the server has ended: on one machine they would disturb each other. */
  readonly here?: RunView;
  /** What it measured. */
  readonly inputs: Inputs;
  readonly request: RunRequest;
}

export const shownRun = signal<ShownRun | null>(null);
/** False while the connection to a run under way is broken. */
export const connected = signal(true);
/** Why the last run could not be started, and which field is at fault, until the inputs change. */
export const refusal = signal<{ readonly message: string; readonly field: string; readonly inputs: Inputs } | null>(
  null,
);
export const stopping = signal(false);

export const active = computed(() => viewsOf(shownRun.value).some((view) => !isOver(view)));
/** Whether the inputs have changed since the shown run was measured. */
export const stale = computed(() =>
  shownRun.value !== null && encodeInputs(shownRun.value.inputs) !== encodeInputs(inputs.value)
);
/** The refusal, while it still speaks of the present inputs. */
export const currentRefusal = computed(() => refusal.value?.inputs === inputs.value ? refusal.value : null);

let following = new AbortController();
let stoppingHere = new AbortController();

function viewsOf(shown: ShownRun | null): readonly RunView[] {
  if (!shown) return [];
  return shown.here ? [shown.view, shown.here] : [shown.view];
}

function change(changed: (view: RunView) => RunView): void {
  const shown = shownRun.peek();
  if (shown) shownRun.value = { ...shown, view: changed(shown.view) };
}

function changeHere(changed: (view: RunView) => RunView): void {
  const shown = shownRun.peek();
  if (shown?.here) shownRun.value = { ...shown, here: changed(shown.here) };
}

/** Measures the present inputs; does nothing while they are wrong or a run is under way. */
export async function run(): Promise<void> {
  compileNow();
  const check = checked.value;
  if (active.value || !check.ok) return;
  const { request, here } = check;
  const measured = inputs.value;
  const before = shownRun.value;
  const mine = follow();
  batch(() => {
    refusal.value = null;
    const rows = plannedRows(request, backends.value);
    shownRun.value = {
      view: newRun(rows),
      ...(here && { here: newRun(plannedRows(here, browserBackends.value), "waiting") }),
      inputs: measured,
      request,
    };
  });
  if (here) void measureHere(here, mine);
  try {
    const id = await startRun(request);
    if (mine.aborted) return void cancelRun(id).catch(ignore);
    change((view) => ({ ...view, id }));
    listen(id, mine);
  } catch (error) {
    if (mine.aborted) return;
    // What was to follow in this browser is given up too.
    follow();
    const field = error instanceof ApiFailure ? pageField(error.at?.field ?? "") : "";
    batch(() => {
      shownRun.value = before;
      refusal.value = { message: (error as Error).message, field, inputs: inputs.value };
    });
  }
}

/** Measures in this browser once the server has ended, unless it was stopped. */
async function measureHere(request: CompareRequest, mine: AbortSignal): Promise<void> {
  stoppingHere = new AbortController();
  const signal = AbortSignal.any([mine, stoppingHere.signal]);
  const batch = createBatch<RunEvent>((events) => {
    if (!mine.aborted) changeHere((view) => events.reduce(applyEvent, view));
  });
  await whenServerEnded(signal);
  try {
    if (!signal.aborted) await compareHere(request, { signal, onEvent: (event) => batch.add(event) });
    batch.add({ type: "done", status: signal.aborted ? "cancelled" : "done" });
  } catch (error) {
    batch.add({ type: "failed", error: { code: "internal", message: (error as Error).message } });
  }
  batch.flush();
}

/** Waits until the server's part of the shown run is over, or the signal is aborted. */
async function whenServerEnded(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const dispose = effect(() => {
    if (shownRun.value && isOver(shownRun.value.view)) resolve();
  });
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  dispose();
}

/** Stops the run under way; what was measured stays. */
export async function stop(): Promise<void> {
  const id = shownRun.value?.view.id;
  if (!active.value || stopping.value) return;
  stoppingHere.abort(new DOMException("stopped", "AbortError"));
  if (shownRun.value && isOver(shownRun.value.view)) return;
  if (id === undefined) {
    follow();
    change((view) => ({ ...view, phase: "stopped" }));
    changeHere((view) => ({ ...view, phase: "stopped" }));
    return;
  }
  stopping.value = true;
  try {
    await cancelRun(id);
  } catch (error) {
    // It may have ended meanwhile; if the server is away, the connection's own state says so.
    if (!(error instanceof ApiFailure)) throw error;
  } finally {
    stopping.value = false;
  }
}

/** Shows a run of the history, with the inputs that it had. */
export async function openRun(id: string): Promise<void> {
  const mine = follow();
  const opened = await getRun(id);
  if (mine.aborted) return;
  inputs.value = inputsOf(opened.request);
  show(opened, inputs.value, mine);
}

/**
 * Shows the run that this tab showed before it was reloaded, beside the present inputs; keeps in mind those shown from
 * now on.
 */
export async function resumeRun(): Promise<void> {
  const kept = sessionStorage.getItem(STORAGE_KEY);
  effect(() => {
    const shown = shownRun.value;
    if (shown?.view.id === undefined) return;
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ id: shown.view.id, inputs: encodeInputs(shown.inputs) }));
  });
  if (kept === null) return;
  const { id, inputs: measured }: { id: string; inputs: string } = JSON.parse(kept);
  const mine = follow();
  try {
    const opened = await getRun(id);
    if (!mine.aborted) show(opened, decodeInputs(measured), mine);
  } catch (error) {
    // It may be deleted by now.
    if (!(error instanceof ApiFailure)) throw error;
    sessionStorage.removeItem(STORAGE_KEY);
  }
}

function show(opened: Run, measured: Inputs, mine: AbortSignal): void {
  shownRun.value = { view: viewOf(opened), inputs: measured, request: opened.request };
  if (active.value) listen(opened.id, mine);
}

/** Turns from whatever run was followed to the next. */
function follow(): AbortSignal {
  following.abort();
  following = new AbortController();
  connected.value = true;
  return following.signal;
}

function listen(id: string, mine: AbortSignal): void {
  followRun(id, {
    onEvents: (events) => change((view) => events.reduce(applyEvent, view)),
    onConnection: (now) => connected.value = now,
    onRefused: async () => {
      try {
        const kept = await getRun(id);
        if (!isOver(viewOf(kept))) return true;
        batch(() => {
          connected.value = true;
          change(() => viewOf(kept));
        });
        return false;
      } catch (error) {
        if (!(error instanceof ApiFailure) || error.code !== "not_found") return true;
        change((view) => ({ ...view, phase: "failed", error: { code: error.code, message: error.message } }));
        return false;
      }
    },
  }, mine);
}

/** The inputs that make a request. */
function inputsOf(request: RunRequest): Inputs {
  const { a, b, n: _n, ...args } = request.args ?? {};
  const list = (value: RunRequest["n"] | undefined) => [value ?? []].flat().join(", ");
  return {
    ...defaultInputs,
    mode: request.kernel === undefined ? "expr" : "kernel",
    expr: request.expr ?? defaultInputs.expr,
    kernel: request.kernel ?? defaultInputs.kernel,
    from: String(request.from ?? a ?? defaultInputs.from),
    to: String(request.to ?? b ?? defaultInputs.to),
    args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)])),
    n: list(request.n),
    jobs: list(request.jobs),
    precision: request.precision ?? defaultInputs.precision,
    fastmath: request.fastmath ?? false,
    backends: request.backends ?? null,
    here: [],
  };
}

function ignore(): void {
  // The run was given up before it had an id; if it can't be cancelled now, it ends by itself.
}
