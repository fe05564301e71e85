/** Pools of threads in a browser, and what is built on them. */
import { assertEquals } from "@std/assert";
import { browserTest } from "../ui/browser.ts";
import { runInPage } from "../ui/module_page.ts";

/** A page's threads and tasks are modules that its server has under their names. */
const ENTRIES = [
  "./browser_page.ts",
  "./tasks.ts",
  "../../compute/futures/thread_worker.ts",
  "../../compute/quadrature/integrate.ts",
];

browserTest("executors, joblib, integrateAsync and timeit work in a browser", async (browser) => {
  const found = await runInPage(browser, ENTRIES, import.meta.url);
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
});
