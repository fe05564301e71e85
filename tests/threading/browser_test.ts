/** Threads and locks in a browser, where the page's own thread may not block. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { browserTest } from "../ui/browser.ts";

const ENTRIES = ["./browser_page.ts", "./tasks.ts", "../../compute/threading/thread_main.ts"];

async function bundle(): Promise<Map<string, string>> {
  const { success, errors, outputFiles } = await Deno.bundle({
    entrypoints: ENTRIES.map((path) => fileURLToPath(new URL(path, import.meta.url))),
    outputDir: "/bundle",
    platform: "browser",
    format: "esm",
    codeSplitting: true,
    write: false,
  });
  if (!success) throw new Error(errors.map(({ text }) => text).join("\n"));
  return new Map(outputFiles!.map((file) => [file.path.split("/").at(-1)!, file.text()]));
}

browserTest("threads, locks and conditions work in a browser", async (browser) => {
  const scripts = await bundle();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const script = scripts.get(new URL(request.url).pathname.slice(1));
    return new Response(script ?? "<!doctype html><title>threading</title>", {
      headers: {
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "content-type": script ? "text/javascript" : "text/html",
      },
    });
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    const found = await page.evaluate(async () => await (await import("/browser_page.js" as string)).runInPage());
    assertEquals(found, {
      byName: 3,
      name: "MainThread",
      counted: 2000,
      errors: ["RangeError: no"],
      tried: false,
      refused: "TypeError: this thread may not block, as a page's own: use the form that ends in Async",
      acquired: true,
      timedOut: false,
    });
  } finally {
    await server.shutdown();
  }
});
