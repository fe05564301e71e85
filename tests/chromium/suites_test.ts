/** Conformance and random kernels on Chromium's WebGPU, which is stricter than Deno's, on SwiftShader. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { ENTRIES } from "../../server/setup/mod.ts";
import { browserTest } from "../ui/browser.ts";
import type { OfTest, Told } from "./runner.ts";
import { serveScripts } from "./scripts.ts";

/** Starts the suites' worker; gives what it tells of its tests. */
async function* runSuites(page: Page, url: string): AsyncGenerator<OfTest, void, void> {
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
    const next = told.shift()!;
    if (next.status === "over") return;
    if (next.status === "broken") throw new Error(next.error);
    yield next;
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
    if (told.status !== "started") throw new Error("a test ended that hadn't started");
    await context.step({
      name: told.name,
      ignore: told.skipped,
      async fn() {
        const { value } = await suites.next();
        if (value?.status !== "ended") throw new Error("the suites ended within a test");
        if (value.error !== undefined) throw new Error(value.error);
        passed++;
      },
      sanitizeOps: false,
      sanitizeResources: false,
    });
  }
  assert(passed > 100, `${passed} tests`);
  assertEquals(await page.evaluate("crossOriginIsolated"), true);
});
