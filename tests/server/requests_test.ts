import { assertEquals, assertMatch } from "@std/assert";
import { DEFAULT_LIMITS } from "../../server/limits.ts";
import { REQUEST, startServer, SteppedEngine } from "./fixture.ts";

/** What a wrong request is answered with. */
const REFUSALS: Record<
  string,
  { method?: string; path: string; body?: unknown; headers?: HeadersInit; expected: [number, string] }
> = {
  "a run that the checks refuse": { path: "/api/runs", body: { ...REQUEST, expr: "wrong" }, expected: [400, "syntax"] },
  "a run that isn't JSON": { path: "/api/runs", body: '{"expr":', expected: [400, "invalid"] },
  "a run that doesn't say it's JSON": {
    path: "/api/runs",
    body: REQUEST,
    headers: { "content-type": "text/plain" },
    expected: [415, "unsupported_media_type"],
  },
  "a compilation that isn't JSON": { path: "/api/compile", body: "{", expected: [400, "invalid"] },
  "a compilation that doesn't say it's JSON": {
    path: "/api/compile",
    body: { expr: "x" },
    headers: { "content-type": "text/plain" },
    expected: [415, "unsupported_media_type"],
  },
  "a compilation of nothing": { path: "/api/compile", body: {}, expected: [400, "invalid"] },
  "a compilation of two things": { path: "/api/compile", body: { expr: "x", kernel: "y" }, expected: [400, "invalid"] },
  "a compilation with a field too many": {
    path: "/api/compile",
    body: { expr: "x", m: 1 },
    expected: [400, "invalid"],
  },
  "a source that is too long": { path: "/api/compile", body: { expr: "1".repeat(20_001) }, expected: [400, "invalid"] },
  "a body that is too large": {
    path: "/api/runs",
    body: { ...REQUEST, kernel: "x".repeat(DEFAULT_LIMITS.bodyBytes) },
    expected: [413, "too_large"],
  },
  "an unknown run": { method: "GET", path: "/api/runs/none", expected: [404, "not_found"] },
  "an unknown run's events": { method: "GET", path: "/api/runs/none/events", expected: [404, "not_found"] },
  "cancelling an unknown run": { method: "DELETE", path: "/api/runs/none", expected: [404, "not_found"] },
  "an address that isn't there": { method: "GET", path: "/api/nothing", expected: [404, "not_found"] },
  "a method that isn't there": { method: "PUT", path: "/api/runs", body: {}, expected: [405, "method_not_allowed"] },
  "a list of none": { method: "GET", path: "/api/runs?limit=0", expected: [400, "invalid"] },
  "a list of too many": { method: "GET", path: "/api/runs?limit=1000", expected: [400, "invalid"] },
  "another site's page": {
    path: "/api/runs",
    body: REQUEST,
    headers: { origin: "https://elsewhere.example" },
    expected: [403, "forbidden"],
  },
};

for (const [name, { method = "POST", path, body, headers = {}, expected }] of Object.entries(REFUSALS)) {
  Deno.test(`refused: ${name}`, async () => {
    await using server = await startServer(new SteppedEngine());
    const response = method === "GET" || method === "DELETE"
      ? await server.fetch(path, { method })
      : await server.send(method, path, body, headers as Record<string, string>);
    assertEquals(response.headers.get("content-type"), "application/json");
    const { error } = await response.json();
    if (expected[0] === 415) assertEquals(error.message, "send JSON, as content-type: application/json");
    assertEquals([response.status, error.code], expected, error.message);
    assertMatch(error.message, /\w+ \w+/);
    assertEquals(server.reported, []);
  });
}

Deno.test("a refusal says which field is wrong, and where in its text", async () => {
  await using server = await startServer(new SteppedEngine());
  const at = async (path: string, body: unknown) => (await (await server.send("POST", path, body)).json()).error.at;
  assertEquals(await at("/api/runs", { ...REQUEST, expr: "wrong" }), { field: "expr", line: 1 });
  assertEquals(await at("/api/compile", { expr: 3 }), { field: "expr" });
});

Deno.test("our own page's requests are taken, and those of a proxy's page where it is named", async () => {
  const ask = async (origin: string, origins: string[]) => {
    await using server = await startServer(new SteppedEngine(), { options: { origins } });
    const own = origin || new URL(server.url).origin;
    return (await server.send("POST", "/api/runs", REQUEST, { origin: own })).status;
  };
  assertEquals(await ask("", []), 202);
  assertEquals(await ask("https://lanes.example", []), 403);
  assertEquals(await ask("https://lanes.example", ["https://lanes.example"]), 202);
});

Deno.test("a method that isn't there is told which are", async () => {
  await using server = await startServer(new SteppedEngine());
  const response = await server.fetch("/api/runs", { method: "PATCH" });
  assertEquals([response.status, response.headers.get("allow")], [405, "POST, GET"]);
  await response.body?.cancel();
});

Deno.test("an address that asks too often has to wait", async () => {
  const rates = { ...DEFAULT_LIMITS.rates, compile: { perSecond: 0.1, burst: 2 } };
  await using server = await startServer(new SteppedEngine(), { limits: { rates } });
  const statuses = [];
  for (let count = 0; count < 3; count++) {
    const response = await server.send("POST", "/api/compile", { expr: "x" });
    statuses.push([response.status, response.headers.has("retry-after")]);
    await response.body?.cancel();
  }
  assertEquals(statuses, [[200, false], [200, false], [429, true]]);
  assertEquals((await server.send("POST", "/api/runs", REQUEST)).status, 202);
});

Deno.test("too many waiting runs are refused, of one address before all", async () => {
  for (const limits of [{ queuedPerAddress: 2 }, { queueLength: 2 }]) {
    await using server = await startServer(new SteppedEngine(), { limits });
    for (let count = 0; count < 3; count++) await server.start();
    const response = await server.send("POST", "/api/runs", REQUEST);
    const { error } = await response.json();
    assertEquals([response.status, error.code, response.headers.has("retry-after")], [429, "queue_full", true]);
  }
});
