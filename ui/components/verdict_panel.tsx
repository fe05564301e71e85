import type { RunRequest } from "../../server/api_types.ts";
import { formatCount, formatError } from "../format.ts";
import { rangeOf } from "../results/range.ts";
import type { Place } from "../results/places.ts";
import { okRows } from "../results/rows.ts";
import { headline, phaseMessage, verdictOf } from "../results/verdict.ts";
import { exactOf, type Inputs, inputs } from "../state/inputs.ts";
import { connected, type ShownRun, stale } from "../state/run.ts";
import type { RunView } from "../state/run_view.ts";
import { WarningIcon } from "./icons.tsx";

const PHASE_LABELS: Readonly<Record<RunView["phase"], string>> = {
  sending: "Sending",
  waiting: "Waiting",
  queued: "Queued",
  running: "Measuring",
  done: "Done",
  stopped: "Stopped",
  failed: "Failed",
};

/** What a run is about, and what is to be said of it wherever it is measured. */
export function RunSubject({ shown: { view, inputs: measured, request } }: { readonly shown: ShownRun }) {
  return (
    <>
      <p class="subject">
        <code>{measured.mode === "expr" ? measured.expr : "kernel"}</code>
        <span>{scopeOf(request, view)}</span>
      </p>
      {!connected.value && (
        <p class="notice warn">
          <WarningIcon />
          The connection is lost. Trying again; the run goes on, and its results will follow.
        </p>
      )}
      {stale.value && (
        <p class="notice warn">
          <WarningIcon />
          Inputs changed: these are the results of what was there before.
          <button type="button" class="link" onClick={() => inputs.value = measured}>Restore those inputs</button>
        </p>
      )}
    </>
  );
}

/** One place's verdict in a sentence, and how its run stands. */
export function VerdictPanel({ place: { name, view }, measured }: {
  readonly place: Place;
  readonly measured: Inputs;
}) {
  const verdict = verdictOf(view);
  return (
    <div class="verdict-panel">
      <p class="subject">
        <b>{name}</b>
        <span class={`phase phase-${view.phase}`}>{PHASE_LABELS[view.phase]}</span>
      </p>
      <h2 class="verdict">{verdict?.sentence ?? headline(view)}</h2>
      {verdict && (
        <p class="verdict-detail">
          {verdict.detail} <ExactValue view={view} measured={measured} />
        </p>
      )}
      {view.phase === "stopped" && verdict && <p class="notice">Stopped: what was measured stays.</p>}
      {view.phase === "failed" && verdict && (
        <p class="notice bad">
          <WarningIcon />
          {phaseMessage(view)}
        </p>
      )}
    </div>
  );
}

function scopeOf(request: RunRequest, view: RunView): string {
  const counts = [...new Set(view.rows.map((row) => row.key.n))].map(formatCount);
  const parts = [rangeOf(request), `n = ${counts.join(", ")}`, request.fastmath ? "fastmath" : ""];
  return parts.filter((part) => part !== "").join(", ");
}

/** How far the sum itself is from the exact value, where that is known. */
function ExactValue({ view, measured }: { readonly view: RunView; readonly measured: Inputs }) {
  const exact = exactOf(measured);
  const serial = okRows(view).findLast((row) => row.backend === "serial");
  if (!exact || typeof serial?.value !== "number") return null;
  const error = serial.value - exact.value;
  return <>The exact value is {exact.text ?? exact.value}; at this n, serial is off by {formatError(error)}.</>;
}
