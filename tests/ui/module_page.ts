/** Modules in a browser's page: bundled apart, so that threads find them under their names, and run. */
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";

/**
 * Serves modules beside an empty page that is cross-origin isolated, and runs the first one's `runInPage` in it.
 *
 * @param entries Paths relative to `base`, the first `./browser_page.ts`.
 * @param base The URL of the test's own module.
 * @returns What `runInPage` gives.
 */
export async function runInPage(browser: Browser, entries: readonly string[], base: string): Promise<unknown> {
  const scripts = await bundle(entries.map((path) => fileURLToPath(new URL(path, base))));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const script = scripts.get(new URL(request.url).pathname.slice(1).replace(/\.ts$/, ".js"));
    return new Response(script ?? "<!doctype html><title>modules</title>", {
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
    return await page.evaluate(async () => await (await import("/browser_page.js" as string)).runInPage());
  } finally {
    await server.shutdown();
  }
}

async function bundle(entrypoints: string[]): Promise<Map<string, string>> {
  const { success, errors, outputFiles } = await Deno.bundle({
    entrypoints,
    outputDir: "/bundle",
    platform: "browser",
    format: "esm",
    codeSplitting: true,
    write: false,
  });
  if (!success) throw new Error(errors.map(({ text }) => text).join("\n"));
  return new Map(outputFiles!.map((file) => [file.path.split("/").at(-1)!, file.text()]));
}
