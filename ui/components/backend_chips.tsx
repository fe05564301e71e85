import type { BackendInfo } from "../../server/api_types.ts";
import { BackendIcon } from "../charts/backend_mark.tsx";
import { inputs, update } from "../state/inputs.ts";
import { backends, loadMachine, machine, machineError } from "../state/machine.ts";

const BASELINE = "serial";

/** Which backends run; those that can't say why, and are there all the same. */
export function BackendChips({ error }: { readonly error?: string }) {
  const known = backends.value;
  const chosen = inputs.value.backends ?? machine.value.availableBackends;
  const missing = known.filter((backend) => !backend.available);
  const toggle = (name: string) => {
    // In the server's order, so that the same choice is always the same address.
    const next = known.map((backend) => backend.name).filter((other) =>
      other === BASELINE || (other === name ? !chosen.includes(name) : chosen.includes(other))
    );
    const all = machine.value.availableBackends;
    update({ backends: next.length === all.length && next.every((other) => all.includes(other)) ? null : next });
  };
  return (
    <fieldset class="backends">
      <legend>
        Backends <span class="muted">on the server</span>
      </legend>
      {machineError.value && (
        <p class="message bad">
          {machineError.value} <button type="button" class="link" onClick={() => void loadMachine()}>Try again</button>
        </p>
      )}
      <div class="chips">
        {known.map((backend) => (
          <Chip key={backend.name} backend={backend} on={chosen.includes(backend.name)} onToggle={toggle} />
        ))}
      </div>
      {known.filter((backend) => backend.available && backend.detail).map((backend) => (
        <p key={backend.name} class="message">
          <b>{backend.name}</b> runs on {backend.detail}
        </p>
      ))}
      {missing.map((backend) => (
        <p key={backend.name} id={`why-${backend.name}`} class="message">
          <b>{backend.name}</b> is not available: {backend.reason}
        </p>
      ))}
      {error && <p class="message bad">{error}</p>}
    </fieldset>
  );
}

function Chip({ backend, on, onToggle }: {
  readonly backend: BackendInfo;
  readonly on: boolean;
  readonly onToggle: (name: string) => void;
}) {
  const { name, available, summary } = backend;
  if (name === BASELINE) {
    return (
      <span class="chip on fixed" title="The baseline, which the others are compared with: it always runs">
        <BackendIcon backend={name} />
        {name}
        <span class="muted">baseline</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      class={on && available ? "chip on" : "chip"}
      aria-pressed={on && available}
      aria-disabled={!available}
      aria-describedby={available ? undefined : `why-${name}`}
      title={available ? summary : undefined}
      onClick={() => available && onToggle(name)}
    >
      <BackendIcon backend={name} />
      {name}
    </button>
  );
}
