import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { RunStore } from "../../server/store/mod.ts";
import { allEvents, ENVIRONMENT, okRow, readEvents, REQUEST, startServer, SteppedEngine } from "./fixture.ts";

async function inFolder(test: (data: string) => Promise<void>): Promise<void> {
  const data = await Deno.makeTempDir({ prefix: "lanes-" });
  try {
    await test(data);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

Deno.test("finished runs are there after a restart, events and all", () =>
  inFolder(async (data) => {
    const engine = new SteppedEngine();
    const before = await startServer(engine, { data });
    const id = await before.start();
    const comparison = await engine.next();
    comparison.emit({ type: "started", environment: ENVIRONMENT });
    comparison.emit({ type: "result", result: okRow("serial") });
    comparison.end();
    const [events, run] = [await allEvents(before, id), await before.run(id)];
    await before.close();
    assertEquals(engine.closed, true);

    await using after = await startServer(new SteppedEngine(), { data });
    assertEquals(await after.run(id), run);
    assertEquals(await allEvents(after, id), events);
  }));

Deno.test("closing ends the run that runs as interrupted, its stream too; those that wait run after the restart", () =>
  inFolder(async (data) => {
    const engine = new SteppedEngine();
    const before = await startServer(engine, { data });
    const [running, waiting] = [await before.start(), await before.start({ ...REQUEST, n: 2 })];
    const follower = readEvents(await before.fetch(`/api/runs/${running}/events`));
    (await engine.next()).emit({ type: "result", result: okRow("serial") });
    await before.close();
    assertEquals((await Array.fromAsync(follower)).at(-1)?.type, "failed");

    const next = new SteppedEngine();
    await using after = await startServer(next, { data });
    const { status, error, results } = await after.run(running);
    assertEquals([status, error?.code, results.length], ["failed", "interrupted", 1]);
    const comparison = await next.next();
    assertEquals(comparison.request.n, [2]);
    comparison.end();
    const events = await allEvents(after, waiting);
    assertEquals([events[0].type, events.at(-1)!.type, (await after.run(waiting)).status], ["queued", "done", "done"]);
  }));

Deno.test("a run that was running at a crash is failed at the next start", () =>
  inFolder(async (data) => {
    let id: string;
    {
      using store = new RunStore(`${data}/lanes.sqlite`);
      ({ id } = store.add(REQUEST));
      store.setRunning(id);
      store.addEvent(id, { type: "queued", position: 1 });
    }
    await using server = await startServer(new SteppedEngine(), { data });
    const { status, error } = await server.run(id);
    assertEquals([status, error?.code, error?.message.startsWith("interrupted by a restart")], [
      "failed",
      "interrupted",
      true,
    ]);
    assertEquals((await allEvents(server, id)).map(({ type }) => type), ["queued", "failed"]);
  }));

Deno.test("two servers don't share a data folder", () =>
  inFolder(async (data) => {
    await using _server = await startServer(new SteppedEngine(), { data });
    assertThrows(() => new RunStore(`${data}/lanes.sqlite`), Error, "in use by another server");
  }));

Deno.test("a database of a newer version is left alone", () =>
  inFolder((data) => {
    const path = `${data}/lanes.sqlite`;
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 1000");
    database.close();
    assertThrows(() => new RunStore(path), Error, "newer version");
    return Promise.resolve();
  }));
