import { assert, assertEquals, assertMatch } from "@std/assert";
import { allEvents, ENVIRONMENT, okRow, readEvents, REQUEST, startServer, SteppedEngine } from "./fixture.ts";

const ROW = { backend: "serial", n: 1000 };
const PROGRESS = { row: ROW, phase: "measuring", fraction: 0, samples: 50 } as const;

Deno.test("a run is accepted, measured and kept", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const response = await server.send("POST", "/api/runs", REQUEST);
  const { id, status } = await response.json();
  assertEquals([response.status, response.headers.get("location"), status], [202, `/api/runs/${id}`, "running"]);

  const comparison = await engine.next();
  comparison.emit({ type: "started", environment: ENVIRONMENT });
  comparison.emit({ type: "sample", row: ROW, ms: 2 });
  comparison.emit({ type: "result", result: okRow("serial") });
  const during = await server.run(id);
  assertEquals([during.status, during.environment, during.results], ["running", ENVIRONMENT, [okRow("serial")]]);
  comparison.end();

  const events = await allEvents(server, id);
  assertEquals(events.map(({ type }) => type), ["queued", "started", "sample", "result", "done"]);
  assertEquals(events.at(-1)!.data, { status: "done" });
  const run = await server.run(id);
  assertEquals([run.status, run.request, run.results], ["done", REQUEST, [okRow("serial")]]);
  assertMatch(run.finishedAt!, /^\d{4}-\d\d-\d\dT/);
});

Deno.test("one run at a time, the others in order with their position", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const ids: string[] = [];
  for (const n of [1, 2, 3]) ids.push(await server.start({ ...REQUEST, n }));
  const first = await engine.next();
  assertEquals(first.request.n, [1]);
  const positions = async () => (await Promise.all(ids.map(server.run))).map(({ position }) => position);
  assertEquals(await positions(), [undefined, 1, 2]);
  const health = await (await server.fetch("/api/health")).json();
  assertEquals([health.running, health.queued], [true, 2]);

  first.end();
  const second = await engine.next();
  assertEquals(second.request.n, [2]);
  assertEquals(await positions(), [undefined, undefined, 1]);
  second.end();
  (await engine.next()).end();
  const events = await allEvents(server, ids[2]);
  assertEquals(events.filter(({ type }) => type === "queued").map(({ data }) => data.position), [2, 1]);
});

Deno.test("a run that waits is cancelled without being measured", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const [, waiting, last] = [await server.start(), await server.start(), await server.start({ ...REQUEST, n: 3 })];
  const response = await server.fetch(`/api/runs/${waiting}`, { method: "DELETE" });
  assertEquals([response.status, (await response.json()).status], [200, "cancelled"]);
  assertEquals((await server.run(last)).position, 1);
  (await engine.next()).end();
  assertEquals((await engine.next()).request.n, [3]);
});

Deno.test("the run that runs is cancelled, and what it measured stays", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const id = await server.start();
  (await engine.next()).emit({ type: "result", result: okRow("serial") });
  const response = await server.fetch(`/api/runs/${id}`, { method: "DELETE" });
  const run = await response.json();
  assertEquals([response.status, run.status, run.results.length, run.error], [200, "cancelled", 1, undefined]);
  assertEquals((await allEvents(server, id)).at(-1)!.data, { status: "cancelled" });

  const again = await server.fetch(`/api/runs/${id}`, { method: "DELETE" });
  assertEquals([again.status, (await again.json()).error.code], [409, "conflict"]);
});

Deno.test("a run that breaks fails alone, and says why", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const [broken, next] = [await server.start(), await server.start()];
  const cause = new Error("secret");
  (await engine.next()).end(cause);
  assertEquals((await allEvents(server, broken)).at(-1)!.type, "failed");
  const { status, error } = await server.run(broken);
  assertEquals([status, error?.code], ["failed", "internal"]);
  assert(!error!.message.includes("secret"));
  assertEquals(server.reported, [cause]);
  (await engine.next()).end();
  await allEvents(server, next);
  assertEquals((await server.run(next)).status, "done");
});

Deno.test("a run that takes too long is failed, by name of the limit", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine, { limits: { runSeconds: 0.05 } });
  const id = await server.start();
  const { type, data } = (await allEvents(server, id)).at(-1)!;
  assertEquals([type, (data.error as { code: string }).code], ["failed", "time_limit"]);
});

Deno.test("progress is told, but not kept", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const id = await server.start();
  const live = readEvents(await server.fetch(`/api/runs/${id}/events`));
  assertEquals((await live.next()).value?.type, "queued");
  const comparison = await engine.next();
  const progress = (sample: number) => {
    comparison.emit({ type: "progress", ...PROGRESS, sample });
  };
  progress(0);
  assertEquals((await live.next()).value, { id: 2, type: "progress", data: { ...PROGRESS, sample: 0 } });
  for (let sample = 1; sample < 50; sample++) progress(sample);
  comparison.end();
  const rest = await Array.fromAsync(live);
  assertEquals(rest.at(-1)!.type, "done");
  assert(rest.length < 20, "fifty at once are throttled");
  assertEquals((await allEvents(server, id)).map(({ type }) => type), ["queued", "done"]);
});

Deno.test("recent runs come latest first, as many as asked for", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.push(await server.start());
  const list = async (query: string) => (await (await server.fetch(`/api/runs${query}`)).json()).runs;
  assertEquals((await list("")).map(({ id }: { id: string }) => id), ids.toReversed());
  assertEquals((await list("?limit=1")).map(({ id }: { id: string }) => id), [ids[2]]);
});

Deno.test("the oldest finished runs make room", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine, { limits: { runsKept: 2 } });
  const ids: string[] = [];
  for (let count = 0; count < 4; count++) {
    ids.push(await server.start());
    (await engine.next()).end();
    await allEvents(server, ids.at(-1)!);
  }
  const { runs } = await (await server.fetch("/api/runs")).json();
  assertEquals(runs.map(({ id }: { id: string }) => id), ids.slice(2).toReversed());
});
