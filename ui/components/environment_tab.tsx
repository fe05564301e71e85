import type { Environment } from "../../compute/compare/types.ts";
import { browserEnvironment } from "../state/browser.ts";
import { environment } from "../state/machine.ts";
import { shownRun } from "../state/run.ts";

const FACTS: readonly { readonly key: keyof Environment; readonly label: string; readonly absent?: string }[] = [
  { key: "cpu", label: "CPU" },
  { key: "cores", label: "Cores" },
  { key: "os", label: "System" },
  { key: "deno", label: "Deno" },
  { key: "v8", label: "V8" },
  { key: "browser", label: "Browser" },
  { key: "gpu", label: "GPU", absent: "none" },
];

/** The machines that measured, or that would. */
export function EnvironmentTab() {
  const shown = shownRun.value;
  const places = [
    { name: "Server", measured: shown?.view.environment, known: environment.value },
    { name: "This browser", measured: shown?.here?.environment, known: browserEnvironment.value },
  ];
  return (
    <div class="places">
      {places.map(({ name, measured, known }) => (
        <section key={name} class="place" aria-label={name}>
          <h3>{name}</h3>
          <Facts of={measured ?? known} measured={measured !== undefined} />
        </section>
      ))}
    </div>
  );
}

function Facts({ of, measured }: { readonly of: Environment | null; readonly measured: boolean }) {
  if (!of) return <p class="empty">It has not said yet.</p>;
  return (
    <>
      <p class="hint-line">{measured ? "The machine that measured." : "The machine that would measure."}</p>
      <dl class="facts">
        {FACTS.filter(({ key, absent }) => of[key] ?? absent).map(({ key, label, absent }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{of[key] ?? absent}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
