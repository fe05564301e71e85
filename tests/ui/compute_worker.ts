/** A worker of a page that compiles a kernel and runs it on every backend that the browser has. */
import { createBackends } from "../../compute/backends/mod.ts";
import { compile } from "../../compute/pipeline.ts";

export interface ComputeQuestion {
  readonly expr: string;
  readonly args: readonly [a: number, b: number, n: number];
  /** Whether the browser is to be one without relaxed SIMD. */
  readonly relaxedSimd?: boolean;
}

export interface ComputeValues {
  /** By backend. */
  readonly values: Readonly<Record<string, number>>;
  /** Why the others aren't available. */
  readonly reasons: Readonly<Record<string, string>>;
  /** The WebAssembly, as text. */
  readonly wat: string;
}

export type ComputeAnswer = ComputeValues | { readonly error: string };

/** An engine without relaxed SIMD finds modules that use it invalid. */
function withoutRelaxedSimd(): void {
  const { validate } = WebAssembly;
  let asked = false;
  WebAssembly.validate = (bytes) => {
    if (asked) return validate(bytes);
    asked = true;
    return false;
  };
}

async function answer({ expr, args, relaxedSimd = true }: ComputeQuestion): Promise<ComputeValues> {
  if (!relaxedSimd) withoutRelaxedSimd();
  const compiled = compile({ expr }, { fastmath: true });
  const values: Record<string, number> = {};
  const reasons: Record<string, string> = {};
  const backends = createBackends();
  for (const backend of backends) {
    const availability = await backend.available();
    if (!availability.available) {
      reasons[backend.name] = availability.reason;
      continue;
    }
    await using kernel = await backend.prepare(compiled, { jobs: 2, precision: "auto" });
    values[backend.name] = (await kernel.run(args)).value;
  }
  for (const backend of backends) await backend.close();
  return { values, reasons, wat: compiled.wasm.text };
}

addEventListener("message", async ({ data }: MessageEvent<ComputeQuestion>) => {
  try {
    postMessage(await answer(data) satisfies ComputeAnswer);
  } catch (error) {
    postMessage(
      { error: error instanceof Error ? error.stack ?? error.message : String(error) } satisfies ComputeAnswer,
    );
  }
});
