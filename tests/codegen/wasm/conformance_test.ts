import fc from "fast-check";
import { instantiateDriver } from "../../../compute/codegen/js/mod.ts";
import type { LoopRequest } from "../../../compute/codegen/target.ts";
import { compileWasm, instantiateWasm, type WasmCode, wasmTarget } from "../../../compute/codegen/wasm/mod.ts";
import { parseKernel } from "../../../compute/lang/mod.ts";
import { mathFunctions } from "../../../compute/math/mod.ts";
import { generateCode } from "../../../compute/codegen/wasm/generate.ts";
import { optimize } from "../../../compute/optimize/mod.ts";
import { kernelArguments, kernelSources } from "../../generators.ts";
import type { ConformanceCase } from "../conformance_cases.ts";
import { hasRelaxedSimd } from "../../../compute/codegen/wasm/features.ts";
import { conformance, holdAgainstReference, type LoadedLoops } from "../conformance.ts";

/** Loads the loops of code that went through a structured clone, as between threads. */
function load(generated: WasmCode): LoadedLoops {
  const code = structuredClone(generated);
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

/** Functions that fastmath makes of tables where their arguments are affine; their error then is absolute. */
const REDUCED = new Set(["sin", "cos", "sinh", "cosh", "tanh"]);

/** The tolerances of the functions that a case calls, added. */
function functionTolerance({ functions = [] }: ConformanceCase, mode: "strict" | "fastmath"): number {
  return functions.reduce((sum, name) => sum + mathFunctions.get(name)!.tolerance[mode] * ULP, 0);
}

conformance({
  name: "wasm, functions called",
  load: (kernel) => load(wasmTarget.generate(kernel, { fastmath: false })),
  tolerance: () => 0,
});

conformance({
  name: "wasm, optimised",
  load: (kernel) =>
    load(wasmTarget.generate(optimize(kernel, { target: "wasm", fastmath: false }), { fastmath: false })),
  tolerance: (example) => functionTolerance(example, "strict"),
});

for (const relaxed of [true, false]) {
  conformance({
    name: `wasm, fastmath, ${relaxed ? "with" : "without"} relaxed SIMD`,
    load: (kernel) => load(generateCode(optimize(kernel, { target: "wasm", fastmath: true }), { relaxed })),
    tolerance: (example) => functionTolerance(example, "fastmath") + 8 * ULP,
    absolute: ({ functions = [] }) => functions.some((name) => REDUCED.has(name)) ? 2 * ULP : 0,
    skip: () => relaxed && !hasRelaxedSimd() ? "this engine has no relaxed SIMD" : undefined,
  });
}

Deno.test("wasm: random kernels", async () => {
  await fc.assert(
    fc.asyncProperty(kernelSources(), kernelArguments(40), async (source, args) => {
      const kernel = parseKernel(source);
      await holdAgainstReference(kernel, load(wasmTarget.generate(kernel, { fastmath: false })), args, 0);
    }),
    { numRuns: 200 },
  );
});
