import type { BackendInfo } from "../../server/api_types.ts";
import { BackendIcon } from "../charts/backend_mark.tsx";
import { browserBackends, browserError, loadBrowser } from "../state/browser.ts";
import { inputs, update } from "../state/inputs.ts";
import { backends, loadMachine, machineError } from "../state/machine.ts";

const BASELINE = "serial";

/** Which backends run, on the server and in this browser. */
export function BackendChips({ error }: { readonly error?: string }) {
  return (
    <>
      <ChipGroup
        place="Server"
        id="server"
        known={backends.value}
        chosen={inputs.value.backends}
        trouble={machineError.value}
        onRetry={loadMachine}
        onChange={(backends) => update({ backends })}
        error={error}
      />
      <ChipGroup
        place="This browser"
        id="here"
        known={browserBackends.value}
        chosen={inputs.value.here}
        trouble={browserError.value}
        onRetry={loadBrowser}
        onChange={(here) => update({ here })}
        optional
      />
    </>
  );
}

interface ChipGroupProps {
  readonly place: string;
  /** Begins the ids of what belongs to it. */
  readonly id: string;
  readonly known: readonly BackendInfo[];
  /** As in the inputs: null for all that are available. */
  readonly chosen: readonly string[] | null;
  readonly trouble: string | null;
  readonly onRetry: () => Promise<void>;
  readonly onChange: (chosen: readonly string[] | null) => void;
  readonly error?: string;
  /** Whether it may run nothing at all. */
  readonly optional?: boolean;
}

/** The backends of one place; those that can't run say why, and are there all the same. */
function ChipGroup({ place, id, known, chosen, trouble, onRetry, onChange, error, optional }: ChipGroupProps) {
  const available = known.filter((backend) => backend.available).map(({ name }) => name);
  const on = chosen ?? available;
  const choose = (isOn: (name: string) => boolean) => {
    // In the place's order, so that the same choice is always the same address.
    const next = known.map(({ name }) => name).filter(isOn);
    onChange(next.length === available.length && next.every((name) => available.includes(name)) ? null : next);
  };
  const toggle = (name: string) =>
    choose((other) => other === BASELINE || (other === name ? !on.includes(name) : on.includes(other)));
  return (
    <fieldset class="backends">
      <legend>
        {place}
        {optional && known.length > 0 && (
          <label class="check">
            <input
              type="checkbox"
              checked={on.length > 0}
              onChange={(event) => onChange(event.currentTarget.checked ? null : [])}
            />
            <span>measure here too</span>
          </label>
        )}
      </legend>
      {trouble && (
        <p class="message bad">
          {trouble} <button type="button" class="link" onClick={() => void onRetry()}>Try again</button>
        </p>
      )}
      <div class="chips">
        {known.map((backend) => (
          <Chip
            key={backend.name}
            backend={backend}
            on={on.includes(backend.name)}
            why={`${id}-why-${backend.name}`}
            onToggle={toggle}
          />
        ))}
      </div>
      {known.filter((backend) => backend.available && backend.detail).map((backend) => (
        <p key={backend.name} class="message">
          <b>{backend.name}</b> runs on {backend.detail}
        </p>
      ))}
      {known.filter((backend) => !backend.available).map((backend) => (
        <p key={backend.name} id={`${id}-why-${backend.name}`} class="message">
          <b>{backend.name}</b> is not available: {backend.reason}
        </p>
      ))}
      {error && <p class="message bad">{error}</p>}
    </fieldset>
  );
}

function Chip({ backend, on, why, onToggle }: {
  readonly backend: BackendInfo;
  readonly on: boolean;
  /** The id of the reason why it isn't available. */
  readonly why: string;
  readonly onToggle: (name: string) => void;
}) {
  const { name, available, summary } = backend;
  if (name === BASELINE) {
    return (
      <span
        class={on ? "chip on fixed" : "chip fixed"}
        title="The baseline, which the others here are compared with: it always runs"
      >
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
      aria-describedby={available ? undefined : why}
      title={available ? summary : undefined}
      onClick={() => available && onToggle(name)}
    >
      <BackendIcon backend={name} />
      {name}
    </button>
  );
}
