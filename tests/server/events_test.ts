import { assertEquals } from "@std/assert";
import { EventFeed, QUIET } from "../../server/queue/mod.ts";
import { RunStore } from "../../server/store/mod.ts";
import { allEvents, okRow, readEvents, REQUEST, startServer, SteppedEngine } from "./fixture.ts";

Deno.test("Last-Event-ID resumes after that event", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const id = await server.start();
  const comparison = await engine.next();
  comparison.emit({ type: "result", result: okRow("serial") });
  const first = readEvents(await server.fetch(`/api/runs/${id}/events`));
  assertEquals((await first.next()).value?.id, 1);
  assertEquals((await first.next()).value?.id, 2);
  await first.return(undefined);
  comparison.emit({ type: "result", result: okRow("wasm") });
  comparison.end();
  const rest = await allEvents(server, id, 2);
  assertEquals(rest.map(({ id, type }) => [id, type]), [[3, "result"], [4, "done"]]);
});

Deno.test("a finished run tells all of its events again, and 204 to those who know them", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const id = await server.start();
  (await engine.next()).end();
  const events = await allEvents(server, id);
  assertEquals(events.map(({ id, type }) => [id, type]), [[1, "queued"], [2, "done"]]);
  assertEquals(await allEvents(server, id), events);
  const again = await server.fetch(`/api/runs/${id}/events`, { headers: { "last-event-id": "2" } });
  assertEquals([again.status, await again.text()], [204, ""]);
});

Deno.test("a Last-Event-ID that is no number counts as none", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const id = await server.start();
  (await engine.next()).end();
  const response = await server.fetch(`/api/runs/${id}/events`, { headers: { "last-event-id": "x" } });
  assertEquals((await Array.fromAsync(readEvents(response))).length, 2);
});

Deno.test("several readers of one run each get everything", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const id = await server.start();
  const readers = [allEvents(server, id), allEvents(server, id), allEvents(server, id)];
  const comparison = await engine.next();
  comparison.emit({ type: "result", result: okRow("serial") });
  comparison.end();
  for (const events of await Promise.all(readers)) {
    assertEquals(events.map(({ type }) => type), ["queued", "result", "done"]);
  }
});

Deno.test("a silent stream gives signs of life", async () => {
  using store = new RunStore(":memory:");
  const feed = new EventFeed(store);
  const { id } = store.add(REQUEST);
  const events = feed.follow(id, 0, { signal: new AbortController().signal, quietMs: 1 });
  assertEquals((await events.next()).value, QUIET);
  feed.publish(id, { type: "queued", position: 1 });
  assertEquals((await events.next()).value, { id: 1, type: "queued", data: '{"position":1}' });
  await events.return(undefined);
});

Deno.test("aborting and closing end a reader that waits", async () => {
  using store = new RunStore(":memory:");
  const feed = new EventFeed(store);
  const { id } = store.add(REQUEST);
  const gone = new AbortController();
  const first = feed.follow(id, 0, { signal: gone.signal, quietMs: 60_000 }).next();
  const second = feed.follow(id, 0, { signal: new AbortController().signal, quietMs: 60_000 }).next();
  gone.abort();
  assertEquals((await first).done, true);
  feed.close();
  assertEquals((await second).done, true);
});
