/**
 * Times the baseline against the same loops written by hand, in turns: `deno task bench:hand`. The baseline is honest
 * if it is not slower than what an author would have written.
 */
import { createBackends } from "../backends/mod.ts";
import { compile } from "../pipeline.ts";
import { bootstrapRatio, formatDuration, formatSignificant, median } from "../timeit/mod.ts";
import { layOut } from "./table.ts";

/** An integrand, and its loop as an author writes it. */
interface HandWritten {
  readonly expr: string;
  readonly loop: (a: number, b: number, n: number) => number;
}

const KERNELS: readonly HandWritten[] = [
  {
    expr: "cos(x)",
    loop(a, b, n) {
      let acc = 0;
      const step = (b - a) / n;
      for (let i = 0; i < n; i++) acc += Math.cos(a + i * step) * step;
      return acc;
    },
  },
  {
    expr: "exp(-x*x)",
    loop(a, b, n) {
      let acc = 0;
      const step = (b - a) / n;
      for (let i = 0; i < n; i++) {
        const x = a + i * step;
        acc += Math.exp(-x * x) * step;
      }
      return acc;
    },
  },
  {
    expr: "4/(1+x*x)",
    loop(a, b, n) {
      let acc = 0;
      const step = (b - a) / n;
      for (let i = 0; i < n; i++) {
        const x = a + i * step;
        acc += 4 / (1 + x * x) * step;
      }
      return acc;
    },
  },
  {
    expr: "x < 0.5 ? x : 1 - x",
    loop(a, b, n) {
      let acc = 0;
      const step = (b - a) / n;
      for (let i = 0; i < n; i++) {
        const x = a + i * step;
        acc += (x < 0.5 ? x : 1 - x) * step;
      }
      return acc;
    },
  },
];

const [FROM, TO, N] = [0, 1, 1e6];
const ROUNDS = 40;
const WARM_UP_ROUNDS = 5;

/** Times one kernel in turns with its loop. */
async function time({ expr, loop }: HandWritten): Promise<{ serialMs: number[]; handMs: number[] }> {
  const serial = createBackends().find((backend) => backend.name === "serial")!;
  await using prepared = await serial.prepare(compile({ expr }), { jobs: 1, precision: "auto" });
  const bySerial = () => prepared.runSync!([FROM, TO, N]).value;
  const byHand = () => loop(FROM, TO, N);
  if (bySerial() !== byHand()) throw new Error(`${expr}: serial gives ${bySerial()}, the loop by hand ${byHand()}`);
  const serialMs: number[] = [], handMs: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    // Whoever goes first in a round may find the caches as the other left them: take turns at that, too.
    const inOrder = [[bySerial, serialMs], [byHand, handMs]] as const;
    for (const [run, samples] of round % 2 ? inOrder : inOrder.toReversed()) {
      const start = performance.now();
      run();
      if (round >= WARM_UP_ROUNDS) samples.push(performance.now() - start);
    }
  }
  return { serialMs, handMs };
}

if (import.meta.main) {
  const rows: string[][] = [];
  for (const kernel of KERNELS) {
    const { serialMs, handMs } = await time(kernel);
    const ratio = (times: (samples: number[]) => number) => formatSignificant(times(serialMs) / times(handMs), true);
    rows.push([
      kernel.expr,
      ...[serialMs, handMs].map((samples) => formatDuration(median(samples), { trailingZeros: true })),
      `${ratio(median)} [${bootstrapRatio(serialMs, handMs).map((end) => formatSignificant(end, true)).join(", ")}]`,
      ratio((samples) => Math.min(...samples)),
    ]);
  }
  const titles = ["integrand", "serial", "by hand", "ratio of medians [95 %]", "of the best"];
  const columns = titles.map((title, k) => ({
    title,
    align: "left" as const,
    cells: rows.map((row) => row[k]),
    key: k === 0,
  }));
  console.log(layOut(columns, 120).flat().join("\n"));
}
