import { assert } from "@std/assert";
import { createBackends } from "../../compute/backends/mod.ts";
import { erf } from "../../compute/mod.ts";
import { compile } from "../../compute/pipeline.ts";
import { kernelPresets } from "../../ui/presets.ts";
import { adapterForTests, gpuTests } from "../gpu.ts";

interface Example {
  readonly args: readonly number[];
  /** Found otherwise than by the kernel. */
  readonly value: number;
  /** For random numbers, five times the standard error. */
  readonly within: number;
}

/** Points of the preset's grid in the Mandelbrot set, in complex numbers written out. */
function mandelbrotArea(side: number): number {
  let inside = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const c = [-2 + 2.5 * (column + 0.5) / side, 1.25 * (row + 0.5) / side];
      let z = [0, 0];
      let turns = 0;
      for (; turns < 256 && z[0] * z[0] + z[1] * z[1] < 4; turns++) {
        z = [z[0] * z[0] - z[1] * z[1] + c[0], 2 * z[0] * z[1] + c[1]];
      }
      if (turns === 256) inside++;
    }
  }
  return 6.25 * inside / side ** 2;
}

/** The price of a call whose strike is the price today, by Black's and Scholes's formula. */
function blackScholes(price: number, rate: number, volatility: number): number {
  const normal = (x: number) => (1 + erf(x / Math.SQRT2)) / 2;
  const [d1, d2] = [1, -1].map((sign) => rate / volatility + sign * volatility / 2);
  return price * (normal(d1) - Math.exp(-rate) * normal(d2));
}

const N = 100_000;

const EXAMPLES: Readonly<Record<string, Example>> = {
  random: { args: [N], value: Math.PI, within: 5 * 4 * Math.sqrt(Math.PI / 4 * (1 - Math.PI / 4) / N) },
  mandelbrot: { args: [90 ** 2], value: mandelbrotArea(90), within: 1e-12 },
  variance: { args: [N], value: 1 / 12, within: 5 * Math.sqrt(1 / 180 / N) },
  // Abramowitz and Stegun, table 11.1: the integral of J0 from 0 to 10.
  bessel: { args: [0, 10, N], value: 1.0670113040, within: 1e-9 },
  primes: { args: [N], value: 9592, within: 0 },
  option: { args: [N], value: blackScholes(100, 0.05, 0.2), within: 5 * 15 / Math.sqrt(N) },
  lyapunov: { args: [N], value: Math.LN2, within: 0.01 },
};

for (const name of ["serial", "async", "threads", "processes", "wasm", "wasm-threads"]) {
  Deno.test(`${name} computes the examples with loops in them`, async () => {
    const backend = createBackends().find((one) => one.name === name)!;
    try {
      for (const [id, { args, value, within }] of Object.entries(EXAMPLES)) {
        const { kernel } = kernelPresets.find((preset) => preset.id === id)!;
        for (const fastmath of backend.target === "wasm" ? [false, true] : [false]) {
          await using prepared = await backend.prepare(compile({ kernel }, { fastmath }), {
            jobs: 2,
            precision: "auto",
          });
          const actual = (await prepared.run(args)).value;
          assert(Math.abs(actual - value) <= within, `${id}, fastmath ${fastmath}: ${actual}, not ${value}`);
        }
      }
    } finally {
      await backend.close();
    }
  });
}

gpuTests(await adapterForTests())("webgpu computes the examples with loops in them, in f32", async () => {
  const backend = createBackends().find((one) => one.name === "webgpu")!;
  try {
    for (const [id, { args, value, within }] of Object.entries(EXAMPLES)) {
      const { kernel } = kernelPresets.find((preset) => preset.id === id)!;
      await using prepared = await backend.prepare(compile({ kernel }), { jobs: 1, precision: "f32" });
      const actual = (await prepared.run(args)).value;
      // Points near the border of Mandelbrot's set fall to its other side; a count of primes is exact.
      const allowed = id === "primes" ? 0 : within + 2e-3 * value;
      assert(Math.abs(actual - value) <= allowed, `${id}: ${actual}, not ${value}`);
    }
  } finally {
    await backend.close();
  }
});
