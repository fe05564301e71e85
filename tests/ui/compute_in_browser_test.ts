/** What the page will need to run kernels by itself: `compute` in a browser's worker, under the server's own policy. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { WORKER_POLICY } from "../../server/middleware/mod.ts";
import { browserTest } from "./browser.ts";
import type { ComputeAnswer, ComputeQuestion } from "./compute_worker.ts";

const WORKER = fileURLToPath(new URL("./compute_worker.ts", import.meta.url));
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

async function bundleWorker(): Promise<string> {
  const { success, errors, outputFiles } = await Deno.bundle({
    entrypoints: [WORKER],
    outputDir: ".",
    platform: "browser",
    format: "esm",
    write: false,
  });
  if (!success) throw new Error(errors.map(({ text }) => text).join("\n"));
  return outputFiles![0].text();
}

/** Serves an empty page and the worker, as the server does. */
function serveWorker(script: string): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const isWorker = new URL(request.url).pathname === "/worker.js";
    return new Response(isWorker ? script : "<!doctype html><title>compute</title>", {
      headers: {
        ...ISOLATION,
        "content-type": isWorker ? "text/javascript" : "text/html",
        ...isWorker && { "content-security-policy": WORKER_POLICY },
      },
    });
  });
}

async function ask(page: Page, question: ComputeQuestion): Promise<Readonly<Record<string, number>>> {
  const answer: ComputeAnswer = await page.evaluate((question) =>
    new Promise<ComputeAnswer>((resolve) => {
      const worker = new Worker("/worker.js", { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => resolve({ error: message });
      worker.postMessage(question);
    }), question);
  if ("error" in answer) throw new Error(answer.error);
  return answer.values;
}

browserTest("compute compiles and runs kernels in a browser", async (browser) => {
  const server = serveWorker(await bundleWorker());
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    const thousand = await ask(page, { expr: "cos(x)", args: [0, Math.PI / 2, 1000] });
    assertEquals(thousand.serial, 1.0007851925466296);
    assertAlmostEquals(thousand.wasm, thousand.serial, 1e-14);
    const million = await ask(page, { expr: "cos(x)", args: [0, Math.PI / 2, 1e6] });
    assertEquals(million.serial, 1.0000007853979547);
    assertAlmostEquals(million.wasm, million.serial, 1e-12);
  } finally {
    await server.shutdown();
  }
});
