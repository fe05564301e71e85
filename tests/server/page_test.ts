import { assertEquals, assertStringIncludes } from "@std/assert";
import { PAGE, startServer, SteppedEngine } from "./fixture.ts";

Deno.test("the page isolates itself, and runs no scripts but its own", async () => {
  await using server = await startServer(new SteppedEngine());
  const response = await server.fetch("/");
  assertEquals(await response.text(), "<!doctype html>");
  assertEquals(response.headers.get("content-type"), "text/html; charset=utf-8");
  assertEquals(response.headers.get("cross-origin-opener-policy"), "same-origin");
  assertEquals(response.headers.get("cross-origin-embedder-policy"), "require-corp");
  assertStringIncludes(response.headers.get("content-security-policy")!, "script-src 'self' 'wasm-unsafe-eval';");
  assertEquals(response.headers.get("cache-control"), "no-cache");
});

Deno.test("only workers may make code of strings", async () => {
  await using server = await startServer(new SteppedEngine());
  const policyOf = async (path: string) => {
    const response = await server.fetch(path);
    await response.body?.cancel();
    return response.headers.get("content-security-policy")!.includes("'unsafe-eval'");
  };
  assertEquals(await policyOf("/assets/compare_worker.js"), true);
  assertEquals(await policyOf("/assets/main.js"), false);
});

Deno.test("files with the hash in their address are kept for ever, others asked for", async () => {
  await using server = await startServer(new SteppedEngine());
  const hashed = await server.fetch(`/assets/${PAGE.hash}/main.js`);
  assertEquals(await hashed.text(), "main");
  assertEquals(hashed.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const stable = await server.fetch("/assets/main.js");
  assertEquals([await stable.text(), stable.headers.get("cache-control")], ["main", "no-cache"]);
  const known = await server.fetch("/assets/main.js", { headers: { "if-none-match": stable.headers.get("etag")! } });
  assertEquals([known.status, await known.text()], [304, ""]);
});

Deno.test("files are packed for those who can unpack them", async () => {
  await using server = await startServer(new SteppedEngine());
  assertStringIncludes(await askRaw(server.url, "accept-encoding: gzip, br"), "content-encoding: gzip");
  const plain = await askRaw(server.url, "accept-encoding: identity");
  assertEquals([plain.includes("content-encoding"), plain.endsWith("\r\n\r\nmain")], [false, true]);
});

/** Asks for the script by hand, since `fetch` unpacks unseen. */
async function askRaw(url: string, header: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
  const request = `GET /assets/main.js HTTP/1.1\r\nhost: localhost\r\n${header}\r\nconnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  return (await Array.fromAsync(connection.readable.pipeThrough(new TextDecoderStream("latin1")))).join("");
}

Deno.test("no address reaches beyond the page's files", async () => {
  await using server = await startServer(new SteppedEngine());
  for (
    const path of ["/assets/../deno.json", "/assets/%2e%2e/deno.json", "/assets/ffff/main.js", "/index.html", "/x"]
  ) {
    const response = await server.fetch(path);
    assertEquals([response.status, (await response.json()).error.code], [404, "not_found"], path);
  }
});
