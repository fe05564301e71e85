import { instantiateDriver } from "../../../compute/codegen/js/mod.ts";
import type { LoopRequest } from "../../../compute/codegen/target.ts";
import { compileWasm, instantiateWasm, type WasmCode, wasmTarget } from "../../../compute/codegen/wasm/mod.ts";
import type { Kernel } from "../../../compute/ir/mod.ts";
import { mathFunctions } from "../../../compute/math/mod.ts";
import { generateCode } from "../../../compute/codegen/wasm/generate.ts";
import { optimize } from "../../../compute/optimize/mod.ts";
import type { ConformanceCase } from "../conformance_cases.ts";
import { hasRelaxedSimd } from "../../../compute/codegen/wasm/features.ts";
import { conformance, type LoadedLoops } from "../conformance.ts";
import type { Arithmetic } from "../error_bounds.ts";
import { holdRandomKernels } from "../random_kernels.ts";
import { expandTotally } from "./total_expansion.ts";

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

/** With no pass but the expansions that it needs: branches are still branches. */
const expandedOnly = (kernel: Kernel): WasmCode => wasmTarget.generate(expandTotally(kernel), { fastmath: false });

conformance({
  name: "wasm, expanded only",
  load: (kernel) => load(expandedOnly(kernel)),
  tolerance: (example) => functionTolerance(example, "strict"),
});

conformance({
  name: "wasm, optimised",
  load: (kernel) =>
    load(wasmTarget.generate(optimize(kernel, { target: "wasm", fastmath: false }), { fastmath: false })),
  tolerance: (example) => functionTolerance(example, "strict"),
});

/** Fastmath with all values still there. */
const UNBOUNDED = ["nsz", "arcp", "contract", "afn", "reassoc"] as const;

for (const [fastmath, relaxed] of [[true, true], [true, false], [UNBOUNDED, true], [UNBOUNDED, false]] as const) {
  const without = fastmath === UNBOUNDED ? " but nnan and ninf" : "";
  conformance({
    name: `wasm, fastmath${without}, ${relaxed ? "with" : "without"} relaxed SIMD`,
    load: (kernel) => load(generateCode(optimize(kernel, { target: "wasm", fastmath }), { relaxed })),
    finite: fastmath === true,
    tolerance: (example) => functionTolerance(example, "fastmath") + 8 * ULP,
    absolute: ({ functions = [] }) => functions.some((name) => REDUCED.has(name)) ? 2 * ULP : 0,
    skip: () => relaxed && !hasRelaxedSimd() ? "this engine has no relaxed SIMD" : undefined,
  });
}

const EXACT: Arithmetic = {
  roundoff: 0,
  underflow: { below: 0, lost: 0 },
  quotient: 0,
  call: () => ({ ulp: 0 }),
  // Both orders round; a factor's reciprocal does, too.
  reduction: (count) => ({ sum: (count + 1) * ULP, product: 2 * (count + 1) * ULP }),
};

/** Twice what one rounding costs, as the reference rounds, too. */
const STRICT: Arithmetic = {
  ...EXACT,
  roundoff: ULP,
  underflow: { below: 2 ** -1022, lost: 2 ** -1022 },
  quotient: 1,
  call: ({ tolerance }) => ({ ulp: tolerance.strict + 1 }),
};

/** A quotient may be a product with a reciprocal. */
const FASTMATH: Arithmetic = {
  ...STRICT,
  quotient: 2,
  // An affine value is that at a strip's centre plus what is tabulated.
  index: 1024 * ULP,
  call: ({ name, tolerance }) => ({ ulp: tolerance.fastmath + 1, absolute: REDUCED.has(name) ? 2 * ULP : 0 }),
};

const random: Record<string, { arithmetic: Arithmetic; code: (kernel: Kernel) => WasmCode; skip?: boolean }> = {
  "expanded only": { arithmetic: STRICT, code: expandedOnly },
  optimised: {
    arithmetic: STRICT,
    code: (kernel) => wasmTarget.generate(optimize(kernel, { target: "wasm", fastmath: false }), { fastmath: false }),
  },
  "fastmath, with relaxed SIMD": {
    arithmetic: FASTMATH,
    code: (kernel) => generateCode(optimize(kernel, { target: "wasm", fastmath: true }), { relaxed: true }),
    skip: !hasRelaxedSimd(),
  },
  "fastmath, without relaxed SIMD": {
    arithmetic: FASTMATH,
    code: (kernel) => generateCode(optimize(kernel, { target: "wasm", fastmath: true }), { relaxed: false }),
  },
};

for (const [name, { arithmetic, code, skip = false }] of Object.entries(random)) {
  Deno.test({
    name: `wasm, ${name}: random kernels${skip ? " (skipped: this engine has no relaxed SIMD)" : ""}`,
    ignore: skip,
    fn: async () => {
      const loops = (kernel: Kernel) => load(code(kernel));
      await holdRandomKernels(loops, arithmetic, { numRuns: 200 });
      // Over several strips and stretches, too.
      await holdRandomKernels(loops, arithmetic, { numRuns: 15, most: 5000 });
    },
  });
}
