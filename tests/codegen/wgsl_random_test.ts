import type { Kernel } from "../../compute/ir/mod.ts";
import type { ShaderPrecision } from "../../compute/codegen/wgsl/mod.ts";
import { adapterForTests, loopsOn, PRECISIONS, precisionTests, shadersOf, sharedSession } from "../gpu.ts";
import type { Arithmetic } from "./error_bounds.ts";
import { holdRandomKernels } from "./random_kernels.ts";

/** Iterations at most. */
const MOST = 300;

/** Random numbers are cut to the mantissa's bits; of sums few terms are added plainly, the rest with compensation. */
const arithmeticOf = (
  roundoff: number,
  { smallest, quotient, call }: Pick<Arithmetic, "smallest" | "quotient" | "call">,
): Arithmetic => ({
  roundoff,
  smallest,
  quotient,
  call: (record) => ({ ...call(record), absolute: record.name === "random" ? roundoff : 0 }),
  // The interpreter's sum, in f64, is plain.
  reduction: (count) => ({ sum: 16 * roundoff + count * 2 ** -53, product: 4 * count * roundoff }),
});

const ARITHMETIC: Readonly<Record<ShaderPrecision, Arithmetic>> = {
  // What WGSL asks of f32, which may flush subnormal numbers to 0; functions are Lanes's own.
  f32: arithmeticOf(2 ** -24, {
    // A step that is flushed is missing in each iteration.
    smallest: MOST * 2 ** -126,
    quotient: 2.5,
    call: ({ tolerance }) => ({ ulp: tolerance.wgsl }),
  }),
  // Pairs have a second part as long as it is a normal number.
  df64: arithmeticOf(2 ** -46, { smallest: 2 ** -100, quotient: 4, call: () => ({ ulp: 4 }) }),
  f64: arithmeticOf(2 ** -53, {
    smallest: 2 ** -1022,
    quotient: 1,
    call: ({ tolerance }) => ({ ulp: tolerance.strict }),
  }),
};

const testIn = await precisionTests(await adapterForTests());
const session = sharedSession();

for (const precision of PRECISIONS) {
  testIn(precision)(`wgsl, ${precision}: random kernels`, async (adapter) => {
    const gpu = await session(adapter);
    const load = (kernel: Kernel) => loopsOn(gpu, shadersOf(kernel, precision));
    await holdRandomKernels(load, ARITHMETIC[precision], { numRuns: precision === "df64" ? 40 : 80, most: MOST });
  });
}
