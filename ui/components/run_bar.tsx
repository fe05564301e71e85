import { inputs } from "../state/inputs.ts";
import { active, currentRefusal, run, stop, stopping } from "../state/run.ts";
import { machineError } from "../state/machine.ts";
import { compileNow } from "../state/source.ts";
import { checked } from "../state/validate.ts";
import { half } from "../state/view.ts";
import { RunIcon, StopIcon } from "./icons.tsx";

const COMMAND_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

const LIST = new Intl.ListFormat("en");

/** Starts a run, and on a phone shows its results. */
export function runAndShow(): void {
  compileNow();
  if (!checked.value.ok || active.value) return;
  half.value = "Results";
  void run();
}

/** Run and Stop: in the same place, always in reach. */
export function RunBar() {
  const check = checked.value;
  const refused = currentRefusal.value;
  return (
    <div class="run-bar">
      {active.value
        ? (
          <button type="button" class="button stop" disabled={stopping.value} onClick={() => void stop()}>
            <StopIcon />
            {stopping.value ? "Stopping" : "Stop"}
            <kbd>Esc</kbd>
          </button>
        )
        : (
          <button type="button" class="button run" disabled={!check.ok} onClick={runAndShow}>
            <RunIcon />
            Run
            <kbd>{COMMAND_KEY} Enter</kbd>
          </button>
        )}
      <RunHint
        bad={refused?.message ?? null}
        blocked={check.ok ? null : Object.entries(check.errors)}
      />
    </div>
  );
}

function RunHint({ bad, blocked }: {
  readonly bad: string | null;
  readonly blocked: readonly (readonly [string, string])[] | null;
}) {
  if (bad) return <p class="run-hint bad" role="alert">{bad}</p>;
  if (!blocked) return null;
  const source = inputs.value.mode === "expr" ? "the integrand" : "the kernel";
  const fields = blocked.map(([field]) => field === "source" ? source : field.replace("args.", "")).filter(Boolean);
  if (blocked.length === 0) {
    return <p class="run-hint">{machineError.value ?? "Asking what the server and this browser have."}</p>;
  }
  if (fields.length === 0) return <p class="run-hint bad">{blocked[0][1]}</p>;
  return <p class="run-hint">Correct {LIST.format(fields)} to run.</p>;
}
