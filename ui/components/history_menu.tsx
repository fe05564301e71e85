import { useState } from "preact/hooks";
import type { Run, RunRequest } from "../../server/api_types.ts";
import { getRuns } from "../api/client.ts";
import { formatCount } from "../format.ts";
import { rangeOf } from "../results/range.ts";
import { openRun, shownRun } from "../state/run.ts";
import { half } from "../state/view.ts";
import { HistoryIcon } from "./icons.tsx";

type Loaded = { readonly runs: readonly Run[] } | { readonly error: string } | null;

/** The runs that the server keeps, to be opened again. */
export function HistoryMenu() {
  const [loaded, setLoaded] = useState<Loaded>(null);
  const load = async () => {
    try {
      setLoaded({ runs: await getRuns() });
    } catch (error) {
      setLoaded({ error: (error as Error).message });
    }
  };
  const open = async (run: Run) => {
    try {
      await openRun(run.id);
      half.value = "Results";
      document.getElementById("history")?.hidePopover();
    } catch (error) {
      setLoaded({ error: (error as Error).message });
    }
  };
  return (
    <>
      <button type="button" class="button quiet" popovertarget="history" aria-label="History of runs">
        <HistoryIcon />
        <span class="wide-only">History</span>
      </button>
      <div
        id="history"
        class="popover"
        popover="auto"
        role="dialog"
        aria-label="History of runs"
        onToggle={(event) => event.newState === "open" && load()}
      >
        <h2>Recent runs</h2>
        {loaded === null && <p class="empty">Asking the server</p>}
        {loaded && "error" in loaded && <p class="message bad">{loaded.error}</p>}
        {loaded && "runs" in loaded &&
          (loaded.runs.length === 0 ? <p class="empty">None yet. Each run is kept here.</p> : (
            <ul class="history">
              {loaded.runs.map((run) => (
                <li key={run.id}>
                  <button type="button" aria-current={shownRun.value?.view.id === run.id} onClick={() => open(run)}>
                    <code>{titleOf(run.request)}</code>
                    <span class="history-facts">
                      {factsOf(run.request)}, {run.status}, <time dateTime={run.createdAt}>{ago(run.createdAt)}</time>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          ))}
      </div>
    </>
  );
}

function titleOf({ expr, kernel }: RunRequest): string {
  return expr ?? kernel?.replace(/\s+/g, " ") ?? "";
}

function factsOf(request: RunRequest): string {
  const counts = [request.n].flat().map((n) => typeof n === "number" ? formatCount(n) : n);
  return [rangeOf(request), `n = ${counts.join(", ")}`].filter((part) => part !== "").join(", ");
}

const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]] as const;

function ago(time: string): string {
  const seconds = (Date.now() - Date.parse(time)) / 1000;
  const format = new Intl.RelativeTimeFormat("en");
  const unit = UNITS.find(([, size]) => seconds >= size);
  return unit ? format.format(-Math.floor(seconds / unit[1]), unit[0]) : "just now";
}
