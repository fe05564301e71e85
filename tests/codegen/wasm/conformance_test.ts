import fc from "fast-check";
import { instantiateDriver } from "../../../compute/codegen/js/mod.ts";
import type { LoopRequest } from "../../../compute/codegen/target.ts";
import { compileWasm, instantiateWasm, wasmTarget } from "../../../compute/codegen/wasm/mod.ts";
import type { Kernel } from "../../../compute/ir/mod.ts";
import { parseKernel } from "../../../compute/lang/mod.ts";
import { mathFunctions } from "../../../compute/math/mod.ts";
import { optimize } from "../../../compute/optimize/mod.ts";
import { kernelArguments, kernelSources } from "../../generators.ts";
import { conformance, holdAgainstReference, type LoadedLoops } from "../conformance.ts";

/** Loads a kernel's loops from code that went through a structured clone, as between threads. */
function load(kernel: Kernel, fastmath: boolean): LoadedLoops {
  const code = structuredClone(wasmTarget.generate(kernel, { fastmath }));
  const runner = instantiateWasm(compileWasm(code), code);
  return {
    driver: instantiateDriver(code.driver),
    run({ loop, start, count, captures, initial }: LoopRequest) {
      const accumulators = Float64Array.of(99, ...initial);
      runner.bind(loop, captures);
      if (count > 0) runner.run(loop, start, count, accumulators, 1);
      return accumulators.slice(1);
    },
  };
}

const ULP = 2 ** -52;

conformance({
  name: "wasm, calls not expanded",
  load: (kernel) => load(kernel, false),
  tolerance: () => 0,
});

for (const fastmath of [false, true]) {
  const mode = fastmath ? "fastmath" : "strict";
  conformance({
    name: `wasm, optimised, ${mode}`,
    load: (kernel) => load(optimize(kernel, { target: "wasm", fastmath }), fastmath),
    tolerance: ({ functions = [] }) =>
      (fastmath ? 8 * ULP : 0) +
      functions.reduce((sum, name) => sum + mathFunctions.get(name)!.tolerance[mode] * ULP, 0),
  });
}

Deno.test("wasm: random kernels", async () => {
  await fc.assert(
    fc.asyncProperty(kernelSources(), kernelArguments(40), async (source, args) => {
      const kernel = parseKernel(source);
      await holdAgainstReference(kernel, load(kernel, false), args, 0);
    }),
    { numRuns: 200 },
  );
});
