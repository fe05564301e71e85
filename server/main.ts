/** `deno task start`: readies the machine, then serves the playground until it is told to stop. */
import { createEngine } from "./create_engine.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { npxEnded } from "./launcher.ts";
import { parseOptions, type ServeOptions, USAGE, UsageError } from "./options.ts";
import { loadPage } from "./page.ts";
import { serve, type Serving } from "./serve.ts";
import { ADAPTER, bundlePage, provide, quietenDrivers } from "./setup/mod.ts";

const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];

/** Signals so close together are one. */
const ECHO_MS = 500;

const tell = (line: string) => console.error(`lanes: ${line}`);
const report = (error: unknown) => console.error(error);

async function main(args: string[]): Promise<number> {
  try {
    const options = parseOptions(args, (name) => Deno.env.get(name));
    if (!options) console.log(USAGE);
    else await run(options);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) tell(`${error.message}\n\n${USAGE}`);
    else tell(explain(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(options: ServeOptions): Promise<void> {
  const stopped = Promise.race([stopSignal(), npxEnded().then(() => "npx has ended")]);
  const serving = await Promise.race([begin(options), stopped.then(() => null)]);
  tell(`${await stopped}: stopping`);
  await serving?.close();
}

async function begin(options: ServeOptions): Promise<Serving> {
  quietenDrivers();
  const [{ folder, hash }] = await Promise.all([build(), provide(ADAPTER, tell)]);
  const engine = createEngine(DEFAULT_LIMITS);
  const page = await loadPage(folder, hash);
  const serving = await listen(options, { engine, page, limits: DEFAULT_LIMITS, report });
  console.log(`Lanes is at ${serving.url} (Ctrl+C stops it)`);
  // So that neither the first visitor nor who comes during a run waits for them.
  Promise.all([engine.backends(), engine.environment()]).catch(report);
  return serving;
}

async function build() {
  const bundle = await bundlePage();
  if (!bundle.cached) tell("built the page");
  return bundle;
}

async function listen(options: ServeOptions, parts: Parameters<typeof serve>[1]): Promise<Serving> {
  try {
    return serve(options, parts);
  } catch (error) {
    await parts.engine.close();
    const place = `${options.host}:${options.port}`;
    if (error instanceof Deno.errors.AddrInUse) {
      throw new Error(`${place} is in use: stop what listens there, or choose another --port`, { cause: error });
    }
    if (error instanceof Deno.errors.AddrNotAvailable || error instanceof Deno.errors.PermissionDenied) {
      throw new Error(`can't listen on ${place}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Waits for the first signal to stop; a later one stops at once. `deno task` passes on a Ctrl+C that we get as well. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let first: number | null = null;
    for (const signal of STOP_SIGNALS) {
      Deno.addSignalListener(signal, () => {
        first ??= performance.now();
        if (performance.now() - first > ECHO_MS) Deno.exit(130);
        resolve(signal);
      });
    }
  });
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
