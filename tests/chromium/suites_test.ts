/** Conformance and random kernels on Chromium's WebGPU, which is stricter than Deno's, on SwiftShader. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { ENTRIES } from "../../server/setup/mod.ts";
import { browserTest } from "../ui/browser.ts";
import type { Told } from "./runner.ts";
import { serveScripts } from "./scripts.ts";

/** Starts the suites' worker; gives what it tells, a test at a time. */
async function* runSuites(page: Page, url: string): AsyncGenerator<Exclude<Told, { status: "over" }>> {
  const told: Told[] = [];
  let wake = () => {};
  await page.exposeFunction("tell", (message: Told) => {
    told.push(message);
    wake();
  });
  await page.goto(url);
  await page.evaluate(() => {
    const worker = new Worker("/suites.js", { type: "module" });
    const { tell } = globalThis as unknown as { tell(message: Told): void };
    worker.onmessage = ({ data }) => tell(data);
    worker.onerror = ({ message }) => tell({ name: "the suites load", status: "failed", error: message });
  });
  while (true) {
    while (told.length === 0) await new Promise<void>((resolve) => wake = resolve);
    const next = told.shift()!;
    if (next.status === "over") return;
    yield next;
    if (next.name === "the suites load") return;
  }
}

browserTest("the GPU's suites in Chromium", async (browser, context) => {
  const { thread_worker, gpu_task } = ENTRIES;
  await using scripts = await serveScripts({
    suites: "tests/chromium/suites.ts",
    faulty_gpu_task: "tests/backends/faulty_gpu_task.ts",
    thread_worker,
    gpu_task,
  });
  const page = await browser.newPage();
  let passed = 0;
  for await (const result of runSuites(page, scripts.url)) {
    await context.step({
      name: result.name,
      ignore: result.status === "skipped",
      fn() {
        if (result.status === "failed") throw new Error(result.error);
        passed++;
      },
      sanitizeOps: false,
      sanitizeResources: false,
    });
  }
  assert(passed > 100, `${passed} tests`);
  assertEquals(await page.evaluate("crossOriginIsolated"), true);
});
