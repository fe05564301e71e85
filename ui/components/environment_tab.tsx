import type { Environment } from "../../compute/compare/types.ts";
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

/** The machine that measured, or that would. */
export function EnvironmentTab() {
  const measured = shownRun.value?.view.environment;
  const shown = measured ?? environment.value;
  if (!shown) return <p class="empty">The server has not said yet.</p>;
  return (
    <>
      <p class="hint-line">{measured ? "The machine that measured." : "The machine that will measure."}</p>
      <dl class="facts">
        {FACTS.filter(({ key, absent }) => shown[key] ?? absent).map(({ key, label, absent }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{shown[key] ?? absent}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
