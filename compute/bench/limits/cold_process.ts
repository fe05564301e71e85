/** A process that times kernels cold, each once, in an order of its own; see `coldFigures`. */
import { compile } from "../../pipeline.ts";
import { seededGenerator, shuffled } from "../../timeit/mod.ts";
import type { SuiteKernel } from "../integrands.ts";
import { rangeOf, startThreads } from "./prepared.ts";

const SAMPLES = 1e6;

/** What the process is asked. */
export interface ColdRequest {
  readonly kernels: readonly SuiteKernel[];
  readonly jobs: number;
  readonly seed: number;
}

async function timeCold({ kernels, jobs, seed }: ColdRequest): Promise<number[]> {
  const backend = await startThreads(jobs);
  const times: number[] = Array(kernels.length);
  for (const k of shuffled(kernels.map((_, k) => k), seededGenerator(seed))) {
    const args = [...rangeOf(kernels[k]), SAMPLES];
    const start = performance.now();
    const prepared = await backend.prepare(compile({ expr: kernels[k].expr }, { fastmath: true }), {
      jobs,
      precision: "auto",
    });
    prepared.runSync!(args);
    times[k] = performance.now() - start;
    await prepared[Symbol.asyncDispose]();
  }
  return times;
}

if (import.meta.main) {
  console.log(JSON.stringify(await timeCold(JSON.parse(Deno.args[0]))));
  Deno.exit(0);
}
