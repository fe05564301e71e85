import type { ComponentType } from "preact";
import { shownRun, stale } from "../state/run.ts";
import type { RunView } from "../state/run_view.ts";
import { PerPlace } from "./per_place.tsx";

/** A tab about the shown run: its charts for each place. */
export function RunTab({ charts: Charts, empty }: {
  readonly charts: ComponentType<{ readonly view: RunView }>;
  /** Said before the first run. */
  readonly empty: string;
}) {
  const shown = shownRun.value;
  if (!shown) return <p class="empty">{empty}</p>;
  return (
    <div class={stale.value ? "stale" : undefined}>
      <PerPlace shown={shown}>{({ view }) => <Charts view={view} />}</PerPlace>
    </div>
  );
}
