import type { Kernel } from "../../compute/ir/mod.ts";
import { wgslTarget } from "../../compute/codegen/wgsl/mod.ts";
import { optimize } from "../../compute/optimize/mod.ts";
import { adapterForTests, gpuTests, loopsOn, sharedSession } from "../gpu.ts";
import type { Arithmetic } from "./error_bounds.ts";
import { holdRandomKernels } from "./random_kernels.ts";

const ROUNDOFF = 2 ** -24;

/** What WGSL asks of f32, which may flush subnormal numbers to 0; functions are Lanes's own. */
const F32: Arithmetic = {
  roundoff: ROUNDOFF,
  smallest: 2 ** -126,
  quotient: 2.5,
  // Random numbers are cut to 24 bits.
  call: ({ name, tolerance }) => ({ ulp: tolerance.wgsl, absolute: name === "random" ? ROUNDOFF : 0 }),
  // Few terms are added plainly, the rest with compensation.
  reduction: (count) => ({ sum: 16 * ROUNDOFF, product: 4 * count * ROUNDOFF }),
};

const gpuTest = gpuTests(await adapterForTests());
const session = sharedSession();

gpuTest("wgsl: random kernels", async (adapter) => {
  const gpu = await session(adapter);
  const load = (kernel: Kernel) =>
    loopsOn(gpu, wgslTarget.generate(optimize(kernel, { target: "wgsl", fastmath: false }), { fastmath: false }));
  await holdRandomKernels(load, F32, { numRuns: 80, most: 300 });
});
