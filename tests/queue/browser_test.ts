/** Queues between a page and its worker, under a policy that lets no text become code. */
import { assertEquals } from "@std/assert";
import { browserTest } from "../ui/browser.ts";
import type { Findings } from "./browser_page.ts";

const HEADERS = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "content-security-policy": "script-src 'self'",
};

async function bundle(name: string): Promise<string> {
  const entrypoint = new URL(`./${name}.ts`, import.meta.url).pathname;
  const { outputFiles } = await Deno.bundle({ entrypoints: [entrypoint], platform: "browser", write: false });
  return outputFiles![0].text();
}

/** Serves the page and its scripts. */
async function serve() {
  const files: Record<string, [type: string, text: string]> = {
    "/": [
      "text/html",
      `<!doctype html><link rel="icon" href="data:,"><output></output><script type="module" src="/browser_page.js"></script>`,
    ],
    "/browser_page.js": ["text/javascript", await bundle("browser_page")],
    "/browser_worker.js": ["text/javascript", await bundle("browser_worker")],
  };
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const [type, text] = files[new URL(request.url).pathname] ?? ["text/plain", ""];
    return new Response(text, { headers: { ...HEADERS, "content-type": type } });
  });
}

browserTest("a page's own thread and a worker talk by queues", async (browser) => {
  await using server = await serve();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.addr.port}/`);
  assertEquals<Findings>(JSON.parse(await page.locator("output", { hasText: /./ }).innerText()), {
    sum: 124_750,
    days: 124_750,
    withoutItems: "Empty",
    blocking: "TypeError: this thread may not block, as a page's own: use the form that ends in Async",
    left: 0,
  });
  await page.close();
});
