import { type Inputs, inputs, type PrecisionChoice, update } from "../state/inputs.ts";
import { machine } from "../state/machine.ts";
import { currentRefusal } from "../state/run.ts";
import { parameters } from "../state/source.ts";
import { checked, extraParameters } from "../state/validate.ts";
import { BackendChips } from "./backend_chips.tsx";
import { Field } from "./field.tsx";

const PRECISIONS: readonly { readonly value: PrecisionChoice; readonly label: string }[] = [
  { value: "auto", label: "Best available" },
  { value: "f64", label: "f64, 53 bits" },
  { value: "df64", label: "df64, 48 bits of two f32" },
  { value: "f32", label: "f32, 24 bits" },
];

/** What is wrong with a field, by the page's own check or by the server's. */
function errorOf(field: string): string | undefined {
  const check = checked.value;
  const refused = currentRefusal.value;
  if (!check.ok && check.errors[field]) return check.errors[field];
  return refused?.field === field ? refused.message : undefined;
}

/** With what it is computed: range, sizes, precision, backends. */
export function SettingsPanel() {
  const current = inputs.value;
  const names = parameters.value;
  const text = (field: "from" | "to" | "n" | "jobs", label: string, more: { placeholder?: string } = {}) => (
    <Field
      id={field}
      label={label}
      value={current[field]}
      error={errorOf(field)}
      onChange={(value) => update({ [field]: value } as Partial<Inputs>)}
      {...more}
    />
  );
  const { cores } = machine.value;
  return (
    <section class="panel" aria-label="Settings">
      <div class="fields">
        {names.includes("a") && text("from", "From")}
        {names.includes("b") && text("to", "To")}
        {names.includes("n") && text("n", "n, one or several")}
        {text("jobs", "Jobs, one or several", { placeholder: `${cores}, all cores` })}
        {extraParameters(names).map((name) => (
          <Field
            key={name}
            id={`args.${name}`}
            label={name}
            value={current.args[name] ?? ""}
            error={errorOf(`args.${name}`)}
            onChange={(value) => update({ args: { ...current.args, [name]: value } })}
          />
        ))}
      </div>
      <div class="options">
        <label class="select-field">
          <span>Precision</span>
          <select
            value={current.precision}
            onChange={(event) => update({ precision: event.currentTarget.value as PrecisionChoice })}
          >
            {PRECISIONS.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
          </select>
        </label>
        <label class="check" title="Allows contraction, reassociation, and functions that are off by up to 4 ULP">
          <input
            type="checkbox"
            checked={current.fastmath}
            onChange={(event) => update({ fastmath: event.currentTarget.checked })}
          />
          <span>
            fastmath <span class="muted">off by up to 4 ULP</span>
          </span>
        </label>
      </div>
      <BackendChips error={errorOf("backends")} />
    </section>
  );
}
