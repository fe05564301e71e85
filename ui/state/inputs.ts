/** What the visitor has entered, as text, before any of it is checked. */
import { signal } from "@preact/signals";
import { integrandPresets, kernelPresets, type Preset, presets } from "../presets.ts";

export type PrecisionChoice = "auto" | "f64" | "df64" | "f32";

export interface Inputs {
  readonly mode: "expr" | "kernel";
  readonly expr: string;
  readonly kernel: string;
  /** Bounds of the integrand, and of a kernel's `a` and `b`: constant expressions. */
  readonly from: string;
  readonly to: string;
  /** A kernel's other parameters, by name: constant expressions. */
  readonly args: Readonly<Record<string, string>>;
  /** One or several, with commas between. */
  readonly n: string;
  /** One or several, with commas between; empty for as many as the server has cores. */
  readonly jobs: string;
  readonly precision: PrecisionChoice;
  readonly fastmath: boolean;
  /** Names of backends to run on the server; null for all that are available. */
  readonly backends: readonly string[] | null;
  /** Those to run in this browser, likewise; none for not to measure here. */
  readonly here: readonly string[] | null;
}

export const defaultInputs: Inputs = {
  mode: "expr",
  expr: integrandPresets[0].expr,
  kernel: kernelPresets[0].kernel,
  from: integrandPresets[0].from,
  to: integrandPresets[0].to,
  args: {},
  n: "1e6",
  jobs: "",
  precision: "auto",
  fastmath: false,
  backends: null,
  here: null,
};

export const inputs = signal<Inputs>(defaultInputs);

/** Changes some of the inputs. */
export function update(change: Partial<Inputs>): void {
  inputs.value = { ...inputs.value, ...change };
}

/** Enters a preset; what it doesn't speak of stays. */
export function applyPreset(preset: Preset): void {
  const { from = inputs.value.from, to = inputs.value.to } = preset;
  if ("expr" in preset) update({ mode: "expr", expr: preset.expr, from, to });
  else update({ mode: "kernel", kernel: preset.kernel, from, to });
}

/** The preset whose text is in the editor, whatever the range. */
export function presetOf(current: Inputs): Preset | undefined {
  return presets.find((preset) =>
    "expr" in preset
      ? current.mode === "expr" && preset.expr === current.expr
      : current.mode === "kernel" && preset.kernel === current.kernel
  );
}

/** The exact value of what the inputs ask for, where they are a preset with its range. */
export function exactOf(current: Inputs): Preset["exact"] {
  const preset = presetOf(current);
  const { from = current.from, to = current.to } = preset ?? {};
  return from === current.from && to === current.to ? preset?.exact : undefined;
}
