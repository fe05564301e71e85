import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LONGEST_BLOCK as BLOCK } from "../../compute/backends/engine/plan.ts";
import { type Backend, createBackends } from "../../compute/backends/mod.ts";
import { compile, type CompiledKernel } from "../../compute/pipeline.ts";
import { kernelArguments, kernelSources } from "../generators.ts";

/** The numbers of jobs that each backend of a target is tried with. */
const TARGETS: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  js: { async: [1, 3, 8], threads: [1, 2, 3, 4, 5, 6, 7, 8], processes: [2] },
  wasm: { wasm: [1], "wasm-threads": [1, 2, 3, 4, 5, 6, 7, 8] },
};

const sources = fc.oneof(kernelSources({ style: "tame" }), kernelSources({ style: "wild" }));

/** Empty, small, around the ends of blocks, and several blocks. */
const counts = fc.oneof(
  fc.constantFrom(0, 1, 2),
  fc.integer({ min: 3, max: 3000 }),
  fc.tuple(fc.constantFrom(BLOCK, 2 * BLOCK), fc.integer({ min: -6, max: 6 })).map(([block, by]) => block + by),
  fc.integer({ min: BLOCK, max: 5 * BLOCK }),
);

/** What a kernel gives on a backend, waited for and not. */
async function valuesOf(backend: Backend, compiled: CompiledKernel, jobs: number, args: number[]): Promise<number[]> {
  await using prepared = await backend.prepare(compiled, { jobs, precision: "auto" });
  const values = [(await prepared.run(args)).value];
  if (prepared.runSync) values.push(prepared.runSync(args).value);
  return values;
}

for (const [target, jobsOf] of Object.entries(TARGETS)) {
  Deno.test(`random kernels give the same bits on all backends of ${target}, for any number of jobs`, async () => {
    const backends = createBackends().filter(({ name }) => name in jobsOf);
    try {
      await fc.assert(
        fc.asyncProperty(sources, kernelArguments(), counts, fc.boolean(), async (kernel, [a, b], n, fastmath) => {
          const compiled = compile({ kernel }, { fastmath });
          let expected: number | undefined;
          for (const backend of backends) {
            for (const jobs of jobsOf[backend.name]) {
              for (const value of await valuesOf(backend, compiled, jobs, [a, b, n])) {
                expected ??= value;
                assertEquals(value, expected, `${backend.name} in ${jobs} jobs on ${[a, b, n]}\n${kernel}`);
              }
            }
          }
        }),
        { numRuns: 25 },
      );
    } finally {
      for (const backend of backends) await backend.close();
    }
  });
}
