import { applyPreset, inputs, presetOf, update } from "../state/inputs.ts";
import { integrandPresets, kernelPresets, presets } from "../presets.ts";
import { Boundary } from "./boundary.tsx";
import { CodeEditor } from "./code_editor.tsx";
import { PreviewPanel } from "./preview.tsx";
import { Segmented } from "./segmented.tsx";

const MODES = [{ value: "expr", label: "Integrand" }, { value: "kernel", label: "Kernel" }] as const;
const MODE_HINTS = {
  expr: "An expression in x, with + − * / % **, comparisons, ?: and the functions of Math.",
  kernel:
    "A TypeScript function of numbers. Its prange loops run in parallel; sums, products, minima and maxima reduce.",
} as const;

/** What is computed: the text, and how it looks. */
export function SourcePanel() {
  const current = inputs.value;
  return (
    <section class="panel" aria-label="Source">
      <div class="source-bar">
        <Segmented
          label="What is written"
          name="mode"
          options={MODES}
          selected={current.mode}
          onSelect={(mode) => update({ mode })}
        />
        <label class="preset">
          <span class="visually-hidden">Example</span>
          <select
            value={presetOf(current)?.id ?? ""}
            onChange={(event) => {
              const chosen = presets.find((preset) => preset.id === event.currentTarget.value);
              if (chosen) applyPreset(chosen);
            }}
          >
            <option value="" disabled hidden>Your own</option>
            <optgroup label="Integrands">
              {integrandPresets.map((preset) => <option key={preset.id} value={preset.id}>{preset.title}</option>)}
            </optgroup>
            <optgroup label="Kernels">
              {kernelPresets.map((preset) => <option key={preset.id} value={preset.id}>{preset.title}</option>)}
            </optgroup>
          </select>
        </label>
      </div>
      <CodeEditor />
      <p class="hint-line">{MODE_HINTS[current.mode]}</p>
      <Boundary of="The preview">
        <PreviewPanel key={current.mode} />
      </Boundary>
    </section>
  );
}
