import { UsageError } from "../command_line.ts";
import { type Figure, figureOf, type LimitsOptions } from "./figure.ts";

const COLD_MS = 15;

/** Processes that time cold kernels, at most: each knows every kernel only once. */
const MOST_PROCESSES = 10;

/**
 * Times what a kernel takes from its text to its first value, threads started. Every sample is a new process's, since
 * nothing else is cold: an engine keeps what it made of a program's functions, and of a module that it has seen.
 */
export async function coldFigures({ kernels, jobs, repeats }: LimitsOptions): Promise<Figure[]> {
  const samples: number[][] = kernels.map(() => []);
  for (let k = 0; k < Math.min(MOST_PROCESSES, repeats); k++) {
    const times = await timeInProcess(JSON.stringify({ kernels, jobs, seed: k }));
    times.forEach((ms, kernel) => samples[kernel].push(ms));
  }
  return kernels.map(({ id }, k) =>
    figureOf({ name: "text to first value", kernel: id, unit: "ms" }, samples[k], { atMost: COLD_MS })
  );
}

async function timeInProcess(request: string): Promise<number[]> {
  const main = new URL("./cold_process.ts", import.meta.url).href;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", main, request],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new UsageError(`a process that times cold kernels failed: ${text(stderr)}`);
  return JSON.parse(text(stdout));
}
