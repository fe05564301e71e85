import { computed } from "@preact/signals";
import { exportFormats } from "../results/export.ts";
import { phaseMessage } from "../results/verdict.ts";
import { shownRun } from "../state/run.ts";
import { resultTab, showTab, visibleTabs } from "../state/view.ts";
import { AccuracyTab } from "./accuracy_tab.tsx";
import { Boundary } from "./boundary.tsx";
import { CodeTab } from "./code_tab.tsx";
import { CopyButton } from "./copy_button.tsx";
import { EnvironmentTab } from "./environment_tab.tsx";
import { Introduction } from "./introduction.tsx";
import { ResultsTable } from "./results_table.tsx";
import { ScalingTab } from "./scaling_tab.tsx";
import { SpeedTab } from "./speed_tab.tsx";
import { TabPanel, Tabs } from "./tabs.tsx";
import { VerdictPanel } from "./verdict_panel.tsx";

const TABS = {
  Speed: SpeedTab,
  Scaling: ScalingTab,
  Accuracy: AccuracyTab,
  Code: CodeTab,
  Environment: EnvironmentTab,
} as const;

/** Changes only with the phase, so that a screen reader is not told of every sample. */
const announcement = computed(() => phaseMessage(shownRun.value?.view));

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
            <VerdictPanel shown={shown} />
            <ResultsTable view={shown.view} />
            {shown.view.rows.some((row) => row.result) && (
              <p class="copy-as">
                Copy as
                {Object.entries(exportFormats).map(([name, format]) => (
                  <CopyButton
                    key={name}
                    text={() => format(shown)}
                  >
                    {name}
                  </CopyButton>
                ))}
              </p>
            )}
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
