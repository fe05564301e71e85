import { computed } from "@preact/signals";
import { exportFormats } from "../results/export.ts";
import { phaseMessage } from "../results/verdict.ts";
import { placesOf } from "../results/places.ts";
import { type ShownRun, shownRun } from "../state/run.ts";
import { resultTab, showTab, visibleTabs } from "../state/view.ts";
import { AccuracyTab } from "./accuracy_tab.tsx";
import { Boundary } from "./boundary.tsx";
import { CodeTab } from "./code_tab.tsx";
import { CopyButton } from "./copy_button.tsx";
import { EnvironmentTab } from "./environment_tab.tsx";
import { GpuTimes } from "./gpu_times.tsx";
import { Introduction } from "./introduction.tsx";
import { ResultsTable } from "./results_table.tsx";
import { RunTab } from "./run_tab.tsx";
import { ScalingTab } from "./scaling_tab.tsx";
import { SpeedTab } from "./speed_tab.tsx";
import { TabPanel, Tabs } from "./tabs.tsx";
import { RunSubject, VerdictPanel } from "./verdict_panel.tsx";

const TABS = {
  Speed: () => <RunTab charts={SpeedTab} empty="The times of each backend will be drawn here." />,
  Scaling: () => <RunTab charts={ScalingTab} empty="No times yet." />,
  Accuracy: () => (
    <RunTab charts={AccuracyTab} empty="How far each backend’s value is from serial’s will be drawn here." />
  ),
  Code: CodeTab,
  Environment: EnvironmentTab,
} as const;

/** Changes only with the phase, so that a screen reader is not told of every sample. */
const announcement = computed(() => {
  const places = shownRun.value ? placesOf(shownRun.value) : [];
  return places.map(({ name, view }) => places.length > 1 ? `${name}: ${phaseMessage(view)}` : phaseMessage(view)).join(
    " ",
  );
});

/** What came out: a sentence, the table, the charts. */
export function ResultsPane() {
  const shown = shownRun.value;
  const tab = resultTab.value;
  const Content = TABS[tab];
  return (
    <>
      <p class="visually-hidden" role="status">{announcement}</p>
      {shown
        ? (
          <section class="panel results" aria-label="Comparison">
            <RunSubject shown={shown} />
            <Places shown={shown} />
          </section>
        )
        : <Introduction />}
      <section class="panel details" aria-label="Details">
        <Tabs label="Details" id="details" tabs={visibleTabs.value} selected={tab} onSelect={showTab} />
        <TabPanel id="details" tab={tab}>
          <Boundary key={tab} of={`The tab ${tab}`}>
            <Content />
          </Boundary>
        </TabPanel>
      </section>
    </>
  );
}

/** What each place measured, with its own baseline: the verdicts side by side, then the tables. */
function Places({ shown }: { readonly shown: ShownRun }) {
  const places = placesOf(shown);
  return (
    <>
      <div class={places.length > 1 ? "places" : undefined}>
        {places.map((place) => (
          <section key={place.name} class="place" aria-label={`Verdict: ${place.name}`}>
            <VerdictPanel place={place} measured={shown.inputs} />
          </section>
        ))}
      </div>
      <div class={places.length > 1 ? "tables" : undefined}>
        {places.map(({ name, view }) => (
          <section key={name} class="place" aria-label={`Measured: ${name}`}>
            {places.length > 1 && <h3>{name}</h3>}
            <ResultsTable view={view} place={name} />
            <GpuTimes view={view} />
            {view.rows.some((row) => row.result) && (
              <p class="copy-as">
                Copy as
                {Object.entries(exportFormats).map(([format, write]) => (
                  <CopyButton
                    key={format}
                    text={() => write({ view, request: shown.request })}
                  >
                    {format}
                  </CopyButton>
                ))}
              </p>
            )}
          </section>
        ))}
      </div>
    </>
  );
}
