/** A worker of a page that compiles and runs a kernel, for the test that `compute` does without Deno. */
import { createSerialBackend } from "../../compute/backends/serial.ts";
import { createWasmBackend } from "../../compute/backends/wasm.ts";
import { compile } from "../../compute/pipeline.ts";

export interface ComputeQuestion {
  readonly expr: string;
  readonly args: readonly [a: number, b: number, n: number];
}

export type ComputeAnswer = { readonly values: Readonly<Record<string, number>> } | { readonly error: string };

async function answer({ expr, args }: ComputeQuestion): Promise<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const backend of [createSerialBackend(), createWasmBackend()]) {
    await using kernel = await backend.prepare(compile({ expr }), { jobs: 1, precision: "auto" });
    values[backend.name] = (await kernel.run(args)).value;
    await backend.close();
  }
  return values;
}

addEventListener("message", async ({ data }: MessageEvent<ComputeQuestion>) => {
  try {
    postMessage({ values: await answer(data) } satisfies ComputeAnswer);
  } catch (error) {
    postMessage({ error: String(error) } satisfies ComputeAnswer);
  }
});
