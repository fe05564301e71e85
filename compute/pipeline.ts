import { type JsCode, jsTarget } from "./codegen/js/mod.ts";
import { readImage, type WasmCode, wasmFeatures, wasmTarget, writeImage } from "./codegen/wasm/mod.ts";
import { DIGITS, type ShaderPrecision, type WgslCode, wgslTarget } from "./codegen/wgsl/mod.ts";
import { type Fastmath, fastmathOf, type FastmathOption, flagsOf, type Kernel, structureOf, verify } from "./ir/mod.ts";
import { nearestName, parseIntegrand, parseKernel } from "./lang/mod.ts";
import { type Note, optimizationSteps, optimize } from "./optimize/mod.ts";
export type { Note, NoteKind, NotSplit } from "./optimize/mod.ts";

/** What to compile: the text of a kernel, or an integrand, an expression in `x`. */
export type KernelSource = { readonly kernel: string } | { readonly expr: string };

export interface CompileOptions {
  /**
   * How freely arithmetic may be done: true, false, or some of numba's flags, whose effects `FASTMATH_FLAGS` tells.
   * Default false: the same bits on every CPU.
   */
  readonly fastmath?: FastmathOption;
  /** Where code is looked for before it is generated, and kept after. */
  readonly store?: CodeStore;
}

/** Keeps generated code beyond the end of the program, as bytes that hold no JavaScript. */
export interface CodeStore {
  /** @returns The bytes saved under a key, whole; null where there are none. Never throws. */
  load(key: string): Uint8Array<ArrayBuffer> | null;
  /** Saves bytes, if it can. Never throws. */
  save(key: string, bytes: Uint8Array): void;
}

/** A kernel in all its forms. Each target's code is generated when first asked for, then kept. */
export interface CompiledKernel {
  /** As lowered from the text: what the kernel means. */
  readonly kernel: Kernel;
  readonly fastmath: Fastmath;
  readonly js: JsCode;
  readonly wasm: WasmCode;
  /** Compute shaders in some precision. */
  wgsl(precision: ShaderPrecision): WgslCode;
}

/**
 * Compiles a kernel: parse, check and lower to IR, optimise for each target, generate its code.
 *
 * @param source The text of a kernel or of an integrand. Never evaluated: code is made from the checked IR alone.
 * @param options How freely arithmetic may be rearranged.
 * @returns The kernel with its code.
 * @throws {KernelSyntaxError} What is wrong with the text, where, and what to write instead.
 * @throws {RangeError} If there is no fastmath flag of a name.
 */
export function compile(source: KernelSource, options: CompileOptions = {}): CompiledKernel {
  const fastmath = fastmathOf(options.fastmath, nearestName);
  const { contract } = fastmath;
  const flags = flagsOf(fastmath);
  const kernel = "expr" in source ? parseIntegrand(source.expr) : parseKernel(source.kernel);
  verify(kernel, "lowering");
  const generated = () => {
    const optimised = optimize(kernel, { target: "wasm", fastmath: flags });
    return { optimised, code: wasmTarget.generate(optimised, { fastmath: contract }) };
  };
  const shaders = new Map<ShaderPrecision, WgslCode>();
  return {
    kernel,
    fastmath,
    get js() {
      return keep(this, "js", jsTarget.generate(kernel, { fastmath: contract }));
    },
    get wasm() {
      const { store } = options;
      const key = store && `${wasmFeatures()}\n${keyOf(this)}`;
      return keep(this, "wasm", store && key ? keptWasm(store, key, generated) : generated().code);
    },
    wgsl(precision) {
      const known = shaders.get(precision);
      if (known) return known;
      const optimised = optimize(kernel, { target: "wgsl", digits: DIGITS[precision], fastmath: flags });
      const code = wgslTarget(precision).generate(optimised, { fastmath: contract && fastmath.afn });
      shaders.set(precision, code);
      return code;
    },
  };
}

/** All that generated code depends on, but for the compiler and the machine: equal for kernels that can share code. */
export function keyOf({ kernel, fastmath }: Pick<CompiledKernel, "kernel" | "fastmath">): string {
  return `${flagsOf(fastmath).join(" ")}\n${structureOf(kernel)}`;
}

/** Takes a kernel's code from a store, or generates it, if what is there is no such code. */
function keptWasm(
  store: CodeStore,
  key: string,
  generate: () => { readonly optimised: Kernel; readonly code: WasmCode },
): WasmCode {
  const image = store.load(key);
  if (image) {
    try {
      return readImage(image, () => generate().code.text);
    } catch {
      // Something else wrote it: what is generated takes its place.
    }
  }
  const { optimised, code } = generate();
  store.save(key, writeImage(optimised, code));
  return code;
}

/** A kernel's way through the passes of a target. */
export interface Trace {
  /** The kernel after each pass, in order. */
  readonly steps: readonly { readonly pass: string; readonly kernel: Kernel }[];
  /** What the passes did, and why they didn't, in order. */
  readonly notes: readonly Note[];
}

/** Optimises a kernel again, to tell how; for shaders in a precision. */
export function trace(
  { kernel, fastmath }: CompiledKernel,
  target: "wasm" | "wgsl",
  precision: ShaderPrecision = "f32",
): Trace {
  const notes: Note[] = [];
  const digits = target === "wgsl" ? DIGITS[precision] : undefined;
  const options = { target, digits, fastmath: flagsOf(fastmath), note: (note: Note) => void notes.push(note) };
  const steps = Array.from(
    optimizationSteps(kernel, options),
    ({ pass, kernel }) => ({ pass: pass.name, kernel }),
  );
  return { steps, notes };
}

/** Replaces a getter by its value. */
function keep<T>(object: object, name: string, value: T): T {
  Object.defineProperty(object, name, { value });
  return value;
}
