import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createApp } from "./app.ts";
import type { Engine } from "./engine.ts";
import type { Limits } from "./limits.ts";
import type { ServeOptions } from "./options.ts";
import type { Page } from "./page.ts";
import { EventFeed, RunQueue } from "./queue/mod.ts";
import { RunStore } from "./store/mod.ts";

export interface ServeParts {
  readonly engine: Engine;
  readonly page: Page;
  readonly limits: Limits;
  readonly report: (error: unknown) => void;
}

/** A server that listens. */
export interface Serving extends AsyncDisposable {
  /** Where it answers. */
  readonly url: string;
  /** Ends the run that runs, closes all streams, then the database and the engine. */
  close(): Promise<void>;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;
/** How long requests may take to end when the server closes, in ms. */
const CLOSING_MS = 2_000;

/**
 * Listens, opens the database, and takes up the runs left in it.
 *
 * @param options Where to listen and to keep data.
 * @param parts What to serve; the engine is closed with the server.
 * @throws {Deno.errors.AddrInUse} If the port is taken.
 */
export function serve(options: ServeOptions, parts: ServeParts): Serving {
  const { engine, limits, report } = parts;
  const server = Deno.serve(
    { hostname: options.host, port: options.port, onListen() {} },
    (request, { remoteAddr }) => {
      const direct = remoteAddr.transport === "tcp" ? remoteAddr.hostname : "";
      return app.fetch(request, { address: options.origins.length > 0 ? clientOf(request, direct) : direct });
    },
  );
  const store = openStore(options.data, () => server.shutdown());
  const feed = new EventFeed(store);
  const queue = new RunQueue({ store, feed, engine, limits, report });
  const origin = { loopback: LOOPBACK.test(options.host), trusted: options.origins };
  const app = createApp({ ...parts, queue, feed, origin });
  queue.resume();

  async function end(): Promise<void> {
    await queue.close();
    feed.close();
    await Promise.race([server.shutdown(), delay(CLOSING_MS)]);
    store[Symbol.dispose]();
    await engine.close();
  }
  let ended: Promise<void> | null = null;
  const close = () => ended ??= end();
  return { url: urlOf(options.host, server.addr.port), close, [Symbol.asyncDispose]: close };
}

function openStore(folder: string, onFailure: () => void): RunStore {
  try {
    Deno.mkdirSync(folder, { recursive: true });
    return new RunStore(join(folder, "lanes.sqlite"));
  } catch (error) {
    onFailure();
    throw error;
  }
}

/** Whom a proxy on this machine speaks for: the last address that it added. */
function clientOf(request: Request, direct: string): string {
  return request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || direct;
}

function urlOf(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}/`;
}
