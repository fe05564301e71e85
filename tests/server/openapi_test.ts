import { assertEquals } from "@std/assert";
import { REQUEST_FIELDS } from "../../compute/compare/mod.ts";
import { BackendList, Environment, Health, Run, RunList } from "../../server/routes/schemas.ts";
import { ENVIRONMENT, okRow, startServer, SteppedEngine } from "./fixture.ts";

/** Every call of the API. */
const CALLS = [
  "GET /api/health",
  "GET /api/environment",
  "GET /api/backends",
  "POST /api/compile",
  "GET /api/runs",
  "POST /api/runs",
  "GET /api/runs/{id}",
  "DELETE /api/runs/{id}",
  "GET /api/runs/{id}/events",
];

Deno.test("the OpenAPI document describes every call, and refers to nothing that isn't there", async () => {
  await using server = await startServer(new SteppedEngine());
  const text = await (await server.fetch("/api/openapi.json")).text();
  const { openapi, paths, components } = JSON.parse(text);
  assertEquals(openapi, "3.1.0");
  const described = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
  );
  assertEquals(described.toSorted(), CALLS.toSorted());
  assertEquals(Object.keys(components.schemas.RunRequest.properties).toSorted(), REQUEST_FIELDS.toSorted());
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    assertEquals(typeof components.schemas[name], "object", name);
  }
});

Deno.test("answers are as the document says", async () => {
  const engine = new SteppedEngine();
  await using server = await startServer(engine);
  const id = await server.start();
  const comparison = await engine.next();
  comparison.emit({ type: "started", environment: ENVIRONMENT });
  comparison.emit({ type: "result", result: { ...okRow("serial"), value: "NaN", speedup: null, speedupCi95: null } });
  comparison.emit({ type: "result", result: { backend: "webgpu", n: 1, status: "skipped", reason: "no adapter" } });
  const gpuMs = { compile: 1, queue: null, compute: null, readback: null };
  comparison.emit({ type: "result", result: { ...okRow("webgpu"), gpuMs } });
  const answers = {
    health: Health,
    environment: Environment,
    backends: BackendList,
    runs: RunList,
    [`runs/${id}`]: Run,
  };
  for (const [path, schema] of Object.entries(answers)) {
    const answer = await (await server.fetch(`/api/${path}`)).json();
    assertEquals(schema.parse(answer) as unknown, answer);
  }
});
