/** `compute` in a browser's worker, under the server's own policy: all that it has, or what is left of it. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import type { Browser } from "playwright-core";
import { ENTRIES } from "../../server/setup/mod.ts";
import { serveScripts } from "../chromium/scripts.ts";
import { browserTest } from "./browser.ts";
import type { ComputeAnswer, ComputeQuestion, ComputeValues } from "./compute_worker.ts";

const { thread_worker, kernel_task, gpu_task } = ENTRIES;
const SCRIPTS = { worker: "tests/ui/compute_worker.ts", thread_worker, kernel_task, gpu_task };

/** A run of 1000 iterations gives the lecture's digits. */
const QUESTION: ComputeQuestion = { expr: "cos(x)", args: [0, Math.PI / 2, 1000] };
const SERIAL = 1.0007851925466296;

/** Asks a worker of a fresh page. */
async function ask(browser: Browser, question: ComputeQuestion, isolated = true): Promise<ComputeValues> {
  await using scripts = await serveScripts(SCRIPTS, { isolated });
  const page = await browser.newPage();
  await page.goto(scripts.url);
  assertEquals(await page.evaluate("crossOriginIsolated"), isolated);
  const answer: ComputeAnswer = await page.evaluate((question) =>
    new Promise<ComputeAnswer>((resolve) => {
      const worker = new Worker("/worker.js", { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => resolve({ error: message });
      worker.postMessage(question);
    }), question);
  await page.close();
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}

browserTest("every backend but processes runs in a browser", async (browser) => {
  const { values, reasons, wat } = await ask(browser, QUESTION);
  assertEquals(Object.keys(values), ["serial", "async", "threads", "wasm", "wasm-threads", "webgpu"]);
  assertEquals(Object.keys(reasons), ["processes"]);
  assertEquals(values.serial, SERIAL);
  for (const [name, value] of Object.entries(values)) {
    assertAlmostEquals(value, SERIAL, name === "webgpu" ? 1e-6 : 1e-14, name);
  }
  assert(wat.includes("relaxed_madd"));
});

browserTest("a page that isn't cross-origin isolated has fewer backends, and says why", async (browser) => {
  const { values, reasons } = await ask(browser, QUESTION, false);
  assertEquals(Object.keys(values), ["serial", "async", "wasm", "webgpu"]);
  assertEquals(Object.keys(reasons), ["threads", "processes", "wasm-threads"]);
  for (const name of ["threads", "wasm-threads"]) assertMatch(reasons[name], /cross-origin isolated.*require-corp/);
  assertAlmostEquals(values.webgpu, SERIAL, 1e-6);
});

browserTest("a browser without relaxed SIMD gets the other variant", async (browser) => {
  const { values, wat } = await ask(browser, { ...QUESTION, relaxedSimd: false });
  assert(!wat.includes("relaxed"), wat);
  for (const name of ["wasm", "wasm-threads"]) assertAlmostEquals(values[name], SERIAL, 1e-14, name);
});
