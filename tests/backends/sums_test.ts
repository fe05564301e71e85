import { assert, assertEquals } from "@std/assert";
import { type Backend, createBackends } from "../../compute/backends/mod.ts";
import { LONGEST_BLOCK } from "../../compute/backends/engine/plan.ts";
import { compile } from "../../compute/pipeline.ts";
import { exactly, sumOf, toFloat } from "./engine/exact_sum.ts";

const U = 2 ** -53;

/** How many numbers a target adds to one accumulator at most, within a block: wasm has two lanes at least. */
const LONGEST_CHAIN: Readonly<Record<string, number>> = { js: LONGEST_BLOCK, wasm: LONGEST_BLOCK / 2 + 1 };

async function withBackends(test: (backend: Backend, jobs: number) => Promise<void>): Promise<void> {
  const backends = createBackends().filter(({ name }) => name !== "serial" && name !== "webgpu");
  try {
    for (const backend of backends) for (const jobs of backend.usesJobs ? [1, 3] : [1]) await test(backend, jobs);
  } finally {
    for (const backend of backends) await backend.close();
  }
}

async function valueOf(backend: Backend, jobs: number, loop: string, n: number): Promise<number> {
  const compiled = compile({ kernel: `(n) => { let s = 0; for (const i of prange(n)) { ${loop} } return s; }` });
  await using prepared = await backend.prepare(compiled, { jobs, precision: "auto" });
  return (await prepared.run([n])).value;
}

Deno.test("what single blocks add up to is not lost between blocks that cancel, however many", async () => {
  const loop = `
    const block = Math.floor(i / ${LONGEST_BLOCK}) % 4;
    s += block === 0 ? 2 ** 60 : block === 2 ? -(2 ** 60) : 2 ** -30;`;
  await withBackends(async (backend, jobs) => {
    for (const rounds of [1, 7, 40]) {
      const value = await valueOf(backend, jobs, loop, 4 * LONGEST_BLOCK * rounds);
      assertEquals(value, 2 * LONGEST_BLOCK * rounds * 2 ** -30, backend.name);
    }
  });
});

Deno.test("the error of a sum keeps within its bound where terms of all sizes cancel", async () => {
  const term = (i: number) => ((i * 7919) % 1024 - 511.5) * 2 ** ((i * 31) % 80 - 40);
  const n = 300_001;
  const terms = Array.from({ length: n }, (_, i) => term(i));
  const exact = sumOf(terms);
  const magnitude = terms.reduce((sum, value) => sum + Math.abs(value), 0);
  await withBackends(async (backend, jobs) => {
    const value = await valueOf(backend, jobs, "s += ((i * 7919) % 1024 - 511.5) * 2 ** ((i * 31) % 80 - 40);", n);
    const error = Math.abs(toFloat(exactly(value) - exact));
    const bound = LONGEST_CHAIN[backend.target] * U * magnitude + U * Math.abs(toFloat(exact));
    assert(error <= bound, `${backend.name} with ${jobs}: off by ${error}, more than ${bound}`);
  });
});

Deno.test("infinities and NaN of single iterations come out as in a plain sum", async () => {
  const cases: readonly [string, number][] = [
    ["s += i === 5 ? 1 / 0 : 1;", Infinity],
    ["s += i === 5 ? 1 / 0 : i === 70000 ? -1 / 0 : 1;", NaN],
    ["s += i === 70000 ? 0 / 0 : 1;", NaN],
  ];
  await withBackends(async (backend, jobs) => {
    for (const [loop, expected] of cases) {
      assertEquals(await valueOf(backend, jobs, loop, 100_000), expected, `${backend.name}: ${loop}`);
    }
  });
});
