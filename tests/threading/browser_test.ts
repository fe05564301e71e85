/** Threads and locks in a browser, where the page's own thread may not block. */
import { assertEquals } from "@std/assert";
import { browserTest } from "../ui/browser.ts";
import { runInPage } from "../ui/module_page.ts";

const ENTRIES = ["./browser_page.ts", "./tasks.ts", "../../compute/threading/thread_main.ts"];

browserTest("threads, locks and conditions work in a browser", async (browser) => {
  const found = await runInPage(browser, ENTRIES, import.meta.url);
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
});
