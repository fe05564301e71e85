/** The text in the editor, compiled in the page as it is typed. The text itself is never run. */
import { batch, computed, effect, signal } from "@preact/signals";
import { type Diagnostic, KernelSyntaxError } from "../../compute/errors.ts";
import { compile, type CompiledKernel } from "../../compute/pipeline.ts";
import { type Inputs, inputs } from "./inputs.ts";
import { backends } from "./machine.ts";

/** Milliseconds without a key until the text is compiled. */
const TYPING_PAUSE = 200;

/** What was compiled: the inputs that matter to the compiler. */
export interface SourceText {
  readonly mode: Inputs["mode"];
  readonly text: string;
  readonly fastmath: boolean;
}

export type Source =
  & SourceText
  & (
    | { readonly state: "ok"; readonly compiled: CompiledKernel }
    | { readonly state: "invalid"; readonly diagnostic: Diagnostic }
  );

export type Target = "js" | "wasm" | "wgsl";

export interface TargetCode {
  readonly text: string;
  /** Set where the target can't do this kernel; then there is no text. */
  readonly unsupported?: string;
}

function sourceText({ mode, expr, kernel, fastmath }: Inputs): SourceText {
  return { mode, text: mode === "expr" ? expr : kernel, fastmath };
}

function sameText(left: SourceText, right: SourceText): boolean {
  return left.mode === right.mode && left.text === right.text && left.fastmath === right.fastmath;
}

/** Compiles a text; errors become diagnostics. */
export function compileSource(source: SourceText): Source {
  const { mode, text, fastmath } = source;
  try {
    const compiled = compile(mode === "expr" ? { expr: text } : { kernel: text }, { fastmath });
    return { ...source, state: "ok", compiled };
  } catch (error) {
    return { ...source, state: "invalid", diagnostic: diagnosticOf(error, text) };
  }
}

function diagnosticOf(error: unknown, text: string): Diagnostic {
  if (error instanceof KernelSyntaxError) return error.diagnostic;
  const message = error instanceof Error ? error.message : String(error);
  return { message, span: { start: 0, end: text.length }, line: 1, column: 1 };
}

/** The latest compiled text; up to a typing pause behind the editor. */
export const source = signal<Source>({
  mode: "expr",
  text: "",
  fastmath: false,
  state: "invalid",
  diagnostic: { message: "nothing is compiled yet", span: { start: 0, end: 0 }, line: 1, column: 1 },
});

const INTEGRAND_PARAMETERS: readonly string[] = ["a", "b", "n"];
/** Those of the last kernel that was right: fields for them don't come and go while the next one is typed. */
const kernelParameters = signal(INTEGRAND_PARAMETERS);

/** The parameters to ask for. */
export const parameters = computed(() => source.value.mode === "expr" ? INTEGRAND_PARAMETERS : kernelParameters.value);

/** In which precision WGSL is shown: the chosen one, or the server's best. */
export const shownPrecision = computed(() => {
  const { precision } = inputs.value;
  if (precision !== "auto") return precision;
  return backends.value.find(({ name }) => name === "webgpu")?.precisions?.[0] ?? "f32";
});

/** The generated code of each target, made when it is looked at; null while the text has an error. */
export const targetCode = {
  js: computed(() => codeOf(source.value, ({ js }) => js)),
  wasm: computed(() => codeOf(source.value, ({ wasm }) => wasm)),
  wgsl: computed(() => codeOf(source.value, ({ wgsl }) => wgsl(shownPrecision.value))),
} as const satisfies Record<Target, unknown>;

function codeOf(current: Source, generate: (kernel: CompiledKernel) => { readonly text: string }): TargetCode | null {
  if (current.state === "invalid") return null;
  try {
    return { text: generate(current.compiled).text.trimEnd() };
  } catch (error) {
    // One target's trouble is no reason to withhold the others' code.
    return { text: "", unsupported: error instanceof Error ? error.message : String(error) };
  }
}

/** Compiles what is in the editor at once, without waiting for a pause. */
export function compileNow(): Source {
  const wanted = sourceText(inputs.value);
  if (!sameText(wanted, source.value)) {
    const compiled = compileSource(wanted);
    batch(() => {
      source.value = compiled;
      if (compiled.mode === "kernel" && compiled.state === "ok") {
        kernelParameters.value = compiled.compiled.kernel.parameters.map(({ name }) => name);
      }
    });
  }
  return source.value;
}

/** Compiles whenever the text rests; a change of mode or of a preset is compiled at once. */
export function followSource(): void {
  let pending: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const wanted = sourceText(inputs.value);
    clearTimeout(pending);
    const before = source.peek();
    if (sameText(wanted, before)) return;
    const typed = wanted.mode === before.mode && wanted.fastmath === before.fastmath;
    pending = setTimeout(compileNow, typed ? TYPING_PAUSE : 0);
  });
}
