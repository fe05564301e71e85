import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type Backend, createBackends } from "../../compute/backends/mod.ts";
import { instantiateDriver, instantiateJs } from "../../compute/codegen/js/mod.ts";
import { type Driver, type LoopRequest, type LoopRunner, turnCounter } from "../../compute/codegen/target.ts";
import { compileWasm, instantiateWasm } from "../../compute/codegen/wasm/mod.ts";
import { compare } from "../../compute/compare/mod.ts";
import { MOST_TURNS } from "../../compute/ir/mod.ts";
import { compile } from "../../compute/pipeline.ts";

/** Loops that never end: in all iterations, in one of the last, nested, and outside of parallel loops. */
const ENDLESS: Readonly<Record<string, string>> = {
  everywhere:
    "(n) => { let s = 0; for (const i of prange(n)) { let x = i; while (x >= 0) x = x * 0.5 + 1; s += x; } return s; }",
  "in one iteration":
    "(n) => { let s = 0; for (const i of prange(n)) { let x = i; while (x === n - 1) x += 0; s += x; } return s; }",
  "in short loops of a long one": `(n) => { let s = 0; for (const i of prange(n)) { let x = i; while (x >= 0) {
    for (let k = 0; k < 5; k++) x = x * 0.5 + 1; } s += x; } return s; }`,
  "in a loop that would end": `(n) => { let s = 0; for (const i of prange(n)) { for (let k = 0; k < 3; k++) {
    let x = i; do { x += k < 2 ? -1e9 : 0; } while (x >= 0); s += x; } } return s; }`,
};

/** Those whose workers hear of an abort within a loop, or are killed. */
const HEARING = ["threads", "wasm-threads", "processes"];

async function withBackend(name: string, use: (backend: Backend) => Promise<void>): Promise<void> {
  const backend = createBackends().find((one) => one.name === name)!;
  try {
    await use(backend);
  } finally {
    await backend.close();
  }
}

for (const name of HEARING) {
  Deno.test(`${name}: a run is cancelled within a loop that never ends, and the next ones are right`, () =>
    withBackend(name, async (backend) => {
      for (const [which, kernel] of Object.entries(ENDLESS)) {
        await using prepared = await backend.prepare(compile({ kernel }), { jobs: 2, precision: "auto" });
        for (const n of [3, 100_000]) {
          const signal = AbortSignal.timeout(50);
          await assertRejects(() => prepared.run([n], { signal }), DOMException, "timeout", which);
        }
      }
      const fine = compile({ kernel: "(n) => { let s = 0; for (const i of prange(n)) s += i; return s; }" });
      await using next = await backend.prepare(fine, { jobs: 2, precision: "auto" });
      assertEquals((await next.run([100_000])).value, 99_999 * 50_000);
    }));
}

Deno.test("code calls back now and then from loops that never end, in every copy of a body", () => {
  for (const [which, kernel] of Object.entries(ENDLESS)) {
    const { js, wasm } = compile({ kernel });
    const reached = new Error("enough");
    let calls = 0;
    const look = () => {
      if (++calls === 3) throw reached;
    };
    const runners: [LoopRunner, Driver][] = [
      [instantiateJs(js.loops, look), instantiateDriver(js.driver)],
      [instantiateWasm(compileWasm(wasm), wasm, look), instantiateDriver(wasm.driver)],
    ];
    for (const [runner, driver] of runners) {
      for (const n of [1, 2, 7, 64]) {
        calls = 0;
        const { captures } = driver([n]).next().value as LoopRequest;
        runner.bind(0, captures);
        assertThrows(() => runner.run(0, 0, n, Float64Array.of(0), 0), Error, "enough", which);
      }
    }
  }
});

Deno.test("a loop may take 2^31 turns and no more", () => {
  const turned = turnCounter();
  turned(MOST_TURNS - 1);
  assertThrows(() => turned(MOST_TURNS), RangeError, "a loop took more than 2^31 turns");
});

for (const where of ["in a parallel loop", "outside of any"]) {
  Deno.test(`a row whose loop never ends is timed out on every backend, ${where}, and the next is measured`, async () => {
    const endless = where === "outside of any"
      ? "(n) => { let s = n; while (s >= 0) s = s * 0.5 + 1; for (const i of prange(n)) s += i; return s; }"
      : ENDLESS.everywhere;
    const names = ["serial", "async", "threads", "processes", "wasm", "wasm-threads"];
    const backends = createBackends().filter(({ name }) => names.includes(name));
    const environment = { cpu: "a test", cores: 1, os: "none", deno: null, v8: null, gpu: null };
    const request = {
      source: { kernel: endless },
      args: {},
      n: [1000],
      jobs: [2],
      backends: names,
      precision: "auto",
      fastmath: false,
      runs: 1,
      minTime: 0,
      timeLimit: 0.2,
    } as const;
    try {
      const { results } = await compare(request, { environment, backends });
      for (const row of results) {
        const reason = row.status === "ok" ? "" : row.reason;
        assertEquals([row.status, reason], ["timeout", "over the limit of 200 ms for a row"], row.backend);
      }
      const fine = { kernel: "(n) => { let s = 0; for (const i of prange(n)) s += i; return s; }" };
      const next = await compare({ ...request, source: fine, timeLimit: 60 }, { environment, backends });
      for (const row of next.results) assert(row.status === "ok", `${row.backend}: ${row.status}`);
    } finally {
      for (const backend of backends) await backend.close();
    }
  });
}
