import type { Kernel } from "../../compute/ir/mod.ts";
import type { ShaderPrecision } from "../../compute/codegen/wgsl/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { adapterForTests, loopsOn, PRECISIONS, precisionTests, shadersOf, sharedSession } from "../gpu.ts";
import type { Arithmetic } from "./error_bounds.ts";
import { holdRandomKernels, holdWithinBounds } from "./random_kernels.ts";

/** Iterations at most. */
const MOST = 300;

/** Random numbers are cut to the mantissa's bits; of sums few terms are added plainly, the rest with compensation. */
const arithmeticOf = (
  roundoff: number,
  { underflow, quotient, call }: Pick<Arithmetic, "underflow" | "quotient" | "call">,
): Arithmetic => ({
  roundoff,
  underflow,
  quotient,
  call: (record) => ({ ...call(record), absolute: record.name === "random" ? roundoff : 0 }),
  // The interpreter's sum, in f64, is plain.
  reduction: (count) => ({ sum: 16 * roundoff + count * 2 ** -53, product: 4 * count * roundoff }),
});

const ARITHMETIC: Readonly<Record<ShaderPrecision, Arithmetic>> = {
  // What WGSL asks of f32, which may flush subnormal numbers to 0; functions are Lanes's own.
  f32: arithmeticOf(2 ** -24, {
    // A step that is flushed is missing in each iteration.
    underflow: { below: MOST * 2 ** -126, lost: MOST * 2 ** -126 },
    quotient: 2.5,
    call: ({ tolerance }) => ({ ulp: tolerance.wgsl }),
  }),
  // A second part, and each digit that is lost on the way to one, is flushed where it is no normal number.
  df64: arithmeticOf(2 ** -46, {
    underflow: { below: 2 ** (46 - 126), lost: 16 * MOST * 2 ** -126 },
    quotient: 4,
    call: () => ({ ulp: 4 }),
  }),
  f64: arithmeticOf(2 ** -53, {
    underflow: { below: 2 ** -1022, lost: 2 ** -1022 },
    quotient: 1,
    call: ({ tolerance }) => ({ ulp: tolerance.strict }),
  }),
};

/** How many random kernels: a browser's software adapter takes a second to compile one. */
const KERNELS = navigator.userAgent.startsWith("Deno")
  ? { f64: 80, df64: 40, f32: 80 }
  : { f64: 15, df64: 15, f32: 15 };

const SMALL = `(a: number, b: number, n: number) => {
  const step = (b - a) / n;
  let sum = 0;
  for (const i of prange(n)) {
    const x = a + i * step;
    sum += 0.6 * x + x / 7;
  }
  return sum;
}`;

const testIn = await precisionTests(await adapterForTests());
const session = sharedSession();

for (const precision of PRECISIONS) {
  testIn(precision)(`wgsl, ${precision}: random kernels`, async (adapter) => {
    const gpu = await session(adapter);
    const load = (kernel: Kernel) => loopsOn(gpu, shadersOf(kernel, precision));
    await holdRandomKernels(load, ARITHMETIC[precision], { numRuns: KERNELS[precision], most: MOST });
  });

  testIn(precision)(`wgsl, ${precision}: samples that are small, and smaller`, async (adapter) => {
    const gpu = await session(adapter);
    const kernel = parseKernel(SMALL);
    const loaded = loopsOn(gpu, shadersOf(kernel, precision));
    for (let exponent = -20; exponent >= -140; exponent -= 4) {
      await holdWithinBounds(kernel, loaded, [0, 1.7 * 2 ** exponent, 187], ARITHMETIC[precision]);
    }
  });
}
