/** What the preview draws: f(x) for an integrand, the value against n for a kernel. */
import { computed } from "@preact/signals";
import { parseConstant } from "../../compute/lang/mod.ts";
import { type Sample, sampleConvergence, sampleIntegrand } from "../preview/samples.ts";
import { exactOf, type Inputs, inputs } from "./inputs.ts";
import { type Source, source } from "./source.ts";

const CURVE_SAMPLES = 240;

export type Preview =
  | { readonly kind: "curve"; readonly samples: readonly Sample[] }
  | { readonly kind: "convergence"; readonly samples: readonly Sample[]; readonly exact?: number };

export const preview = computed(() => previewOf(inputs.value, source.value));

/** The preview of a text with its bounds; null where one of them is wrong. */
function previewOf(current: Inputs, compiled: Source): Preview | null {
  if (compiled.state === "invalid") return null;
  const { kernel } = compiled.compiled;
  try {
    if (compiled.mode === "expr") {
      const [from, to] = [parseConstant(current.from), parseConstant(current.to)];
      if (from === to || !Number.isFinite(to - from)) return null;
      return { kind: "curve", samples: sampleIntegrand(kernel, from, to, CURVE_SAMPLES) };
    }
    const texts: Record<string, string> = { a: current.from, b: current.to, ...current.args };
    const names = kernel.parameters.map(({ name }) => name).filter((name) => name !== "n");
    const args = Object.fromEntries(names.map((name) => [name, parseConstant(texts[name] ?? "")]));
    const samples = sampleConvergence(kernel, args);
    const exact = exactOf(current)?.value;
    return samples.length > 1 ? { kind: "convergence", samples, exact } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
