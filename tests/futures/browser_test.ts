/** Pools of threads in a browser, and what is built on them. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { browserTest } from "../ui/browser.ts";

/** A page's threads and tasks are modules that its server has under their names. */
const ENTRIES = [
  "./browser_page.ts",
  "./tasks.ts",
  "../../compute/futures/thread_worker.ts",
  "../../compute/quadrature/integrate.ts",
];

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

browserTest("executors, joblib, integrateAsync and timeit work in a browser", async (browser) => {
  const scripts = await bundle();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const script = scripts.get(new URL(request.url).pathname.slice(1).replace(/\.ts$/, ".js"));
    return new Response(script ?? "<!doctype html><title>futures</title>", {
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
      sum: 42,
      sums: [11, 22, 33],
      error: "RangeError: out of range",
      remote: true,
      ended: "AbortError",
      completed: 2000,
      doubled: [2, 4, 6],
      integral: 1.0007851925466305,
      timed: "(mean ± std. dev. of 2 runs, 10 loops each)",
    });
  } finally {
    await server.shutdown();
  }
});
