/** Scripts bundled as the page's are, and served with or without what makes a page cross-origin isolated. */
import { buildScripts } from "../../server/setup/mod.ts";
import { WORKER_POLICY } from "../../server/middleware/mod.ts";

const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** An empty page, and scripts beside it. */
export interface ServedScripts extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string;
}

/**
 * Bundles scripts and serves them.
 *
 * @param entries Modules below the project's root; `NAME.js` is served for the entry NAME.
 * @param isolated Whether pages may share memory with their workers.
 */
export async function serveScripts(
  entries: Readonly<Record<string, string>>,
  { isolated = true } = {},
): Promise<ServedScripts> {
  const folder = await Deno.makeTempDir({ prefix: "lanes-scripts-" });
  await buildScripts(entries, `${folder}/scripts`);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const headers = new Headers(isolated ? ISOLATION : {});
    if (!pathname.endsWith(".js")) {
      headers.set("content-type", "text/html");
      return new Response("<!doctype html><title>scripts</title>", { headers });
    }
    headers.set("content-type", "text/javascript");
    headers.set("content-security-policy", WORKER_POLICY);
    return new Response(await Deno.readFile(`${folder}/scripts${pathname}`), { headers });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
