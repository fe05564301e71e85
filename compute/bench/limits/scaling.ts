import type { Backend } from "../../backends/mod.ts";
import { type Figure, type LimitsOptions, ratioOf, timeInTurns } from "./figure.ts";
import { integralOn } from "./prepared.ts";

const SPEEDUP = 1.9;
const SLOWDOWN = 1.1;
const SHORT = 1e7;
const LONG = 1e10;
const LONG_ROUNDS = 3;

/** Times one job against several, in turns. */
export async function jobsFigures(backend: Backend, { kernels, jobs, repeats }: LimitsOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kernel of kernels) {
    const alone = await integralOn(backend, kernel, { jobs: 1, fastmath: true });
    const together = await integralOn(backend, kernel, { jobs, fastmath: true });
    const [one, several] = timeInTurns([alone, together].map((integral) => ({ run: () => integral(SHORT) })), repeats);
    const limit = jobs === 2 ? { atLeast: SPEEDUP } : undefined;
    figures.push(ratioOf({ name: `1 job over ${jobs}, n = 10^7`, kernel: kernel.id }, one, several, limit));
  }
  return figures;
}

/** Times a sample of a long run against one of a short run, in turns that last about as long. */
export async function lengthFigures(backend: Backend, { kernels, jobs, repeats }: LimitsOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kernel of kernels) {
    const integral = await integralOn(backend, kernel, { jobs, fastmath: true });
    const contenders = [{ run: () => integral(LONG) }, { run: () => integral(SHORT), batch: repeats }];
    const [long, short] = timeInTurns(contenders, LONG_ROUNDS);
    const each = long.map((ms) => ms * SHORT / LONG);
    const about = { name: "time a sample, n = 10^10 over 10^7", kernel: kernel.id };
    figures.push(ratioOf(about, each, short, { atMost: SLOWDOWN }));
  }
  return figures;
}
