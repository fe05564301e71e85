/** Conformance and random kernels on Chromium's WebGPU, which is stricter than Deno's, on SwiftShader. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { ENTRIES } from "../../server/setup/mod.ts";
import { browserTest } from "../ui/browser.ts";
import type { Told } from "./runner.ts";
import { serveScripts } from "./scripts.ts";

/** Starts the suites' worker; gives what it tells. */
async function* runSuites(page: Page, url: string): AsyncGenerator<Told, void, void> {
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
    worker.onerror = ({ message }) => tell({ status: "broken", error: message });
  });
  while (true) {
    while (told.length === 0) await new Promise<void>((resolve) => wake = resolve);
    yield told.shift()!;
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
  const suites = runSuites(page, scripts.url);
  let passed = 0;
  for await (const told of suites) {
    if (told.status === "over") break;
    if (told.status !== "started") throw new Error(told.error);
    await context.step({
      name: told.name,
      ignore: told.skipped,
      async fn() {
        const { value } = await suites.next();
        if (value?.status !== "ended" || value.error !== undefined) throw new Error(JSON.stringify(value));
        passed++;
      },
      sanitizeOps: false,
      sanitizeResources: false,
    });
  }
  assert(passed > 100, `${passed} tests`);
  assertEquals(await page.evaluate("crossOriginIsolated"), true);
});
