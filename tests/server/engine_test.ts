/** The API over HTTP with the engine proper: kernels are compiled and measured. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { OkRow, RowKey } from "../../compute/compare/mod.ts";
import type { RunRequest } from "../../server/api_types.ts";
import { createEngine } from "../../server/create_engine.ts";
import { DEFAULT_LIMITS } from "../../server/limits.ts";
import { adapterForTests, gpuTests } from "../gpu.ts";
import { allEvents, readEvents, startServer, type TestServer } from "./fixture.ts";

const QUICK: RunRequest = {
  expr: "cos(x)",
  from: 0,
  to: "pi/2",
  n: 1000,
  backends: ["serial", "threads", "wasm"],
  jobs: 2,
  runs: 3,
  minTime: 0,
};

/** The limit for a row of 10^12 iterations, in s: serial, which comes first, is seen to need more, and given up. */
const HOUR = 3600;

/** Measures until it is cancelled, or for 10 s. */
const LONG: RunRequest = { ...QUICK, n: 1e6, backends: ["wasm-threads"], runs: 1000, minTime: 10 };

function start(limits = {}): Promise<TestServer> {
  return startServer(createEngine({ ...DEFAULT_LIMITS, ...limits }), { limits });
}

/** Reads a run's events until it measures. */
async function untilMeasuring(server: TestServer, id: string): Promise<void> {
  for await (const { type, data } of readEvents(await server.fetch(`/api/runs/${id}/events`))) {
    if (type === "progress" && data.phase !== "compiling") return;
    assert(type !== "done" && type !== "failed", `ended too early: ${JSON.stringify(data)}`);
  }
}

Deno.test("a run gives the lecture's digits, and rows for all backends", async () => {
  await using server = await start();
  const id = await server.start(QUICK);
  const events = await allEvents(server, id);
  assertEquals([events[0].type, events[1].type, events.at(-1)!.data], ["queued", "started", { status: "done" }]);
  const { status, results, environment } = await server.run(id);
  assertEquals([status, environment?.deno], ["done", Deno.version.deno]);
  assertEquals(results.map(({ backend, status }) => [backend, status]), [
    ["serial", "ok"],
    ["threads", "ok"],
    ["wasm", "ok"],
  ]);
  const [serial, ...others] = results as OkRow[];
  assertEquals(serial.value, 1.0007851925466296);
  for (const { value, samplesMs } of others) {
    assertAlmostEquals(Number(value), Number(serial.value), 1e-12);
    assert(samplesMs.length >= 3);
  }
  assertEquals(events.filter(({ type }) => type === "result").map(({ data }) => data.result), results);
});

Deno.test("a kernel is run with its arguments", async () => {
  await using server = await start();
  const kernel = `(n: number, scale: number) => {
    let acc = 0;
    for (const i of prange(n)) acc += i * scale;
    return acc;
  }`;
  const { from: _from, to: _to, expr: _expr, ...rest } = QUICK;
  const id = await server.start({ ...rest, kernel, args: { scale: "1/2" } });
  await allEvents(server, id);
  const [serial] = (await server.run(id)).results as OkRow[];
  assertEquals(serial.value, 999 * 1000 / 2 / 2);
});

Deno.test("health answers while a kernel is measured, and cancelling ends it", async () => {
  await using server = await start();
  const id = await server.start(LONG);
  await untilMeasuring(server, id);
  for (let count = 0; count < 20; count++) {
    const { running } = await (await server.fetch("/api/health")).json();
    assertEquals(running, true);
  }
  const response = await server.fetch(`/api/runs/${id}`, { method: "DELETE" });
  assertEquals((await response.json()).status, "cancelled");
});

gpuTests(await adapterForTests())(
  "10^12 iterations start on the GPU, tell of it, leave the server free and are cancelled",
  async () => {
    await using server = await start({ rowSeconds: HOUR });
    const id = await server.start({ ...QUICK, n: 1e12, backends: ["webgpu"], timeLimit: HOUR });
    const events = readEvents(await server.fetch(`/api/runs/${id}/events`));
    let health: Promise<boolean[]> | undefined;
    let told = 0;
    for await (const { type, data } of events) {
      if (type === "done") break;
      if (type !== "progress" || (data.row as RowKey).backend !== "webgpu" || data.fraction === 0) continue;
      told++;
      health ??= Promise.all(
        Array.from({ length: 20 }, async () => (await (await server.fetch("/api/health")).json()).running),
      );
      if (told === 3) {
        assertEquals(await health, Array(20).fill(true));
        await (await server.fetch(`/api/runs/${id}`, { method: "DELETE" })).body?.cancel();
      }
    }
    assert(told >= 3);
    const { status, results } = await server.run(id);
    assertEquals([status, results.at(-1)?.backend, results.at(-1)?.status], ["cancelled", "webgpu", "cancelled"]);
  },
);

Deno.test("a row that takes too long ends, with the limit's name, and the run is done", async () => {
  await using server = await start({ rowSeconds: 0.2 });
  const id = await server.start({ ...QUICK, n: 1e12, backends: ["wasm-threads"] });
  await allEvents(server, id);
  const { status, results } = await server.run(id);
  assertEquals(status, "done");
  for (const row of results) {
    assert(row.status === "timeout" && /limit of 200 ms/.test(row.reason), JSON.stringify(row));
  }
});

Deno.test("all that is wrong with a request is told", async () => {
  await using server = await start();
  const response = await server.send("POST", "/api/runs", { ...QUICK, expr: "cos(y)", jobs: 0 });
  const { error } = await response.json();
  assertEquals([response.status, error.code, error.at], [400, "syntax", { field: "expr", line: 1, column: 5 }]);
  assert(/^expr: .*y.*\njobs: /s.test(error.message), error.message);
});

const MISTAKES: [string, Partial<RunRequest> | Record<string, unknown>][] = [
  ["n", { n: 0 }],
  ["n", { n: 1.5 }],
  ["n", { n: 1e13 }],
  ["n", { n: undefined }],
  ["from", { from: "1/0" }],
  ["to", { to: true }],
  ["jobs", { jobs: 1000 }],
  ["backends", { backends: ["gpu"] }],
  ["precision", { precision: "f16" }],
  ["timeLimit", { timeLimit: 1000 }],
  ["colour", { colour: "red" }],
  ["expr", { expr: "x".repeat(30_000) }],
  ["kernel", { kernel: "() => 1" }],
];

Deno.test("each mistake in a request is refused by the name of its field", async (test) => {
  await using server = await start();
  for (const [field, change] of MISTAKES) {
    await test.step(JSON.stringify(change).slice(0, 60), async () => {
      const response = await server.send("POST", "/api/runs", { ...QUICK, ...change });
      const { error } = await response.json();
      assertEquals([response.status, error.code, error.at?.field], [400, "invalid", field], error.message);
    });
  }
});
