import { half, halves } from "../state/view.ts";
import { Header } from "./header.tsx";
import { ResultsPane } from "./results_pane.tsx";
import { RunBar } from "./run_bar.tsx";
import { SettingsPanel } from "./settings_panel.tsx";
import { SourcePanel } from "./source_panel.tsx";

/** The page: what to run at the left, what came out at the right; on a phone one of the two. */
export function App() {
  return (
    <div class="app" data-half={half.value.toLowerCase()}>
      <Header />
      <nav class="halves" aria-label="Parts of the page">
        {halves.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={half.value === name}
            onClick={() => half.value = name}
          >
            {name}
          </button>
        ))}
      </nav>
      <main class="panes">
        <div class="pane code-pane">
          <SourcePanel />
          <SettingsPanel />
        </div>
        <div class="pane results-pane">
          <ResultsPane />
        </div>
        <RunBar />
      </main>
    </div>
  );
}
