import { jit } from "../../jit/mod.ts";
import { type Figure, figureOf, type LimitsOptions, timeInTurns } from "./figure.ts";
import { rangeOf } from "./prepared.ts";

const CALL_US = 3;
const SAMPLES = 1000;

/** Calls of a sample; and before the first, so that the engine has its best code. */
const BATCH = 200;
const WARM_UP_CALLS = 20_000;

/**
 * Times calls of kernels that are compiled already, with few samples. The range moves a little each time, so that nothing
 * can be known from the call before.
 */
export function callFigures({ kernels, repeats }: LimitsOptions): Figure[] {
  const calls = kernels.map((kernel) => {
    const integrate = jit({ expr: kernel.expr }, { fastmath: true });
    const [from, to] = rangeOf(kernel);
    let count = 0;
    return () => void integrate(from, to * (1 + (count++ % 1024) * 2 ** -20), SAMPLES);
  });
  for (const call of calls) for (let k = 0; k < WARM_UP_CALLS; k++) call();
  const samples = timeInTurns(calls.map((run) => ({ run, batch: BATCH })), repeats);
  return kernels.map(({ id }, k) => {
    const microseconds = samples[k].map((ms) => 1000 * ms);
    return figureOf({ name: "warm call, n = 1000", kernel: id, unit: "µs" }, microseconds, { atMost: CALL_US });
  });
}
