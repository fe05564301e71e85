import { median, seededGenerator, shuffled } from "../../timeit/mod.ts";
import type { SuiteKernel } from "../integrands.ts";

/** One figure, and whether it keeps within its limit. */
export interface Figure {
  /** What was measured. */
  readonly name: string;
  /** Of which integrand. */
  readonly kernel: string;
  readonly unit: "ms" | "µs" | "ratio";
  readonly best: number;
  readonly median: number;
  /** What it is held to; absent where it is for information. */
  readonly limit?: Limit;
  /** Of the median; absent without a limit. */
  readonly holds?: boolean;
}

export type Limit = { readonly atMost: number } | { readonly atLeast: number };

/** What all measurements are given. */
export interface LimitsOptions {
  readonly kernels: readonly SuiteKernel[];
  readonly jobs: number;
  /** Samples of each figure; slow ones take fewer. */
  readonly repeats: number;
}

/** A figure from samples of one quantity. */
export function figureOf(
  about: Pick<Figure, "name" | "kernel" | "unit">,
  samples: readonly number[],
  limit?: Limit,
): Figure {
  return judged({ ...about, best: Math.min(...samples), median: median(samples) }, limit);
}

/** A figure from two quantities that were sampled in turns: the ratio of the bests, and of the medians. */
export function ratioOf(
  about: Pick<Figure, "name" | "kernel">,
  samples: readonly number[],
  base: readonly number[],
  limit?: Limit,
): Figure {
  const ratio = (of: (samples: readonly number[]) => number) => of(samples) / of(base);
  return judged({ ...about, unit: "ratio", best: ratio((all) => Math.min(...all)), median: ratio(median) }, limit);
}

function judged(figure: Figure, limit: Limit | undefined): Figure {
  if (!limit) return figure;
  return {
    ...figure,
    limit,
    holds: "atMost" in limit ? figure.median <= limit.atMost : figure.median >= limit.atLeast,
  };
}

/** What is timed in turns with others. */
export interface Contender {
  readonly run: () => void;
  /** How many runs make a sample; default 1. */
  readonly batch?: number;
}

/**
 * Times contenders in rounds, each round in an order of its own, so that whatever disturbs the machine disturbs all.
 *
 * @returns For each contender its samples, in ms a run.
 */
export function timeInTurns(contenders: readonly Contender[], rounds: number): number[][] {
  const samples: number[][] = contenders.map(() => []);
  const random = seededGenerator(rounds);
  contenders.forEach(({ run }) => run());
  for (let round = 0; round < rounds; round++) {
    for (const k of shuffled(contenders.map((_, k) => k), random)) {
      const { run, batch = 1 } = contenders[k];
      const start = performance.now();
      for (let times = 0; times < batch; times++) run();
      samples[k].push((performance.now() - start) / batch);
    }
  }
  return samples;
}
