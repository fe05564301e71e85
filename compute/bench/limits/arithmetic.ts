import { type Backend, prepareUnordered } from "../../backends/mod.ts";
import { compile } from "../../pipeline.ts";
import type { SuiteKernel } from "../integrands.ts";
import { type Figure, type LimitsOptions, ratioOf, timeInTurns } from "./figure.ts";
import { integralOn, rangeOf } from "./prepared.ts";

const REPRODUCIBLE = 1.05;
const STRICT = 2;
const SAMPLES = 1e7;

/** Integrands in which there is no function for fastmath to reduce. */
const PLAIN: readonly SuiteKernel[] = [
  { id: "poly", expr: "1+x*(2+x*(3+x*(4+x*(5+x*6))))", from: "0", to: "1" },
  { id: "tent", expr: "x<0.5?x:1-x", from: "0", to: "1" },
  { id: "sawtooth", expr: "x-floor(x)", from: "0", to: "50" },
  { id: "least", expr: "min(x, 1-x)", from: "0", to: "1" },
];

/** Times reproducible sums against those of the same code in whatever order, in turns. */
export async function sumFigures(backend: Backend, { kernels, jobs, repeats }: LimitsOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kernel of kernels) {
    const integral = await integralOn(backend, kernel, { jobs, fastmath: true });
    await using unordered = await prepareUnordered(compile({ expr: kernel.expr }, { fastmath: true }), jobs);
    const args = [...rangeOf(kernel), SAMPLES];
    const contenders = [{ run: () => integral(SAMPLES) }, { run: () => void unordered.run(args) }];
    const [ordered, any] = timeInTurns(contenders, repeats);
    const about = { name: "reproducible sum over unordered", kernel: kernel.id };
    figures.push(ratioOf(about, ordered, any, { atMost: REPRODUCIBLE }));
  }
  return figures;
}

/** Times kernels without fastmath against those with it, in turns; limited where fastmath doesn't reduce a function. */
export async function strictFigures(backend: Backend, { kernels, jobs, repeats }: LimitsOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kernel of [...kernels, ...PLAIN]) {
    const integrals = await Promise.all(
      [false, true].map((fastmath) => integralOn(backend, kernel, { jobs, fastmath })),
    );
    const [strict, fast] = timeInTurns(integrals.map((integral) => ({ run: () => integral(SAMPLES) })), repeats);
    const reduced = compile({ expr: kernel.expr }, { fastmath: true }).wasm.loops.some(({ tables, end }) =>
      end > tables
    );
    const about = { name: `strict over fastmath${reduced ? ", reduced" : ""}`, kernel: kernel.id };
    figures.push(ratioOf(about, strict, fast, reduced ? undefined : { atMost: STRICT }));
  }
  return figures;
}
