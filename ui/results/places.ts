import type { ShownRun } from "../state/run.ts";
import type { RunView } from "../state/run_view.ts";

/** A place that measured, with its own baseline: rows of different places are never compared. */
export interface Place {
  readonly name: "Server" | "This browser";
  readonly view: RunView;
}

/** Where a run was measured. */
export function placesOf({ view, here }: ShownRun): readonly Place[] {
  const server: Place = { name: "Server", view };
  return here ? [server, { name: "This browser", view: here }] : [server];
}
