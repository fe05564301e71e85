/** A server on a free port, with an engine that the test steps through or with the real one. */
import { gzipSync } from "node:zlib";
import type { CompareEvent, CompareRequest, Environment, OkRow } from "../../compute/compare/mod.ts";
import type { Run, RunRequest } from "../../server/api_types.ts";
import type { CompareControl, Engine } from "../../server/engine.ts";
import { Failure } from "../../server/failure.ts";
import { DEFAULT_LIMITS, type Limits } from "../../server/limits.ts";
import type { ServeOptions } from "../../server/options.ts";
import type { Page, PageFile } from "../../server/page.ts";
import { serve } from "../../server/serve.ts";

export const ENVIRONMENT: Environment = { cpu: "test", cores: 2, os: "test", deno: null, v8: null, gpu: null };

export const REQUEST: RunRequest = { expr: "cos(x)", from: 0, to: "pi/2", n: 1000 };

/** A comparison that the engine was asked for, ended by the test. */
export interface StartedComparison {
  readonly request: CompareRequest;
  emit(event: CompareEvent): void;
  end(error?: Error): void;
}

/** An engine whose comparisons do what the test says. It takes any request, but for the expression "wrong". */
export class SteppedEngine implements Engine {
  #started: StartedComparison[] = [];
  #wanted: ((comparison: StartedComparison) => void)[] = [];
  closed = false;

  /** The next comparison, once it starts. */
  next(): Promise<StartedComparison> {
    const comparison = this.#started.shift();
    return comparison ? Promise.resolve(comparison) : new Promise((resolve) => this.#wanted.push(resolve));
  }

  compile() {
    return Promise.resolve({
      ok: true,
      diagnostics: [],
      parameters: ["a"],
      code: { js: "js", wat: "wat", wgsl: "wgsl" },
    });
  }

  check({ expr, n }: RunRequest): Promise<CompareRequest> {
    if (expr === "wrong") {
      return Promise.reject(new Failure("syntax", "it is wrong", { at: { field: "expr", line: 1 } }));
    }
    const rest = { jobs: [1], backends: ["serial"], precision: "auto", fastmath: false } as const;
    const measuring = { runs: 10, minTime: 0.2, timeLimit: 10 };
    return Promise.resolve({ source: { expr: expr ?? "" }, args: {}, n: [Number(n)], ...rest, ...measuring });
  }

  compare(request: CompareRequest, { signal, onEvent }: CompareControl) {
    return new Promise<{ version: 1; environment: Environment; results: [] }>((resolve, reject) => {
      const report = { version: 1, environment: ENVIRONMENT, results: [] } as const;
      signal.addEventListener("abort", () => resolve({ ...report, results: [] }));
      const comparison: StartedComparison = {
        request,
        emit: onEvent,
        end: (error) => error ? reject(error) : resolve({ ...report, results: [] }),
      };
      const wanted = this.#wanted.shift();
      if (wanted) wanted(comparison);
      else this.#started.push(comparison);
    });
  }

  backends() {
    return Promise.resolve([{ name: "serial", available: true, usesJobs: false, summary: "Serial." }]);
  }

  environment() {
    return Promise.resolve(ENVIRONMENT);
  }

  close() {
    this.closed = true;
    return Promise.resolve();
  }
}

export const PAGE: Page = {
  hash: "0123456789abcdef",
  files: new Map<string, PageFile>([
    ["index.html", file("text/html; charset=utf-8", "<!doctype html>")],
    ["assets/main.js", { ...file("text/javascript; charset=utf-8", "main"), packed: new Uint8Array(gzipSync("main")) }],
    ["assets/compare_worker.js", file("text/javascript; charset=utf-8", "worker")],
  ]),
};

function file(type: string, text: string): PageFile {
  return { type, bytes: new TextEncoder().encode(text) };
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly data: string;
  /** What the server reported as its own fault. */
  readonly reported: unknown[];
  close(): Promise<void>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends JSON. */
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Starts a run, and gives its id. */
  start(request?: RunRequest): Promise<string>;
  run(id: string): Promise<Run>;
}

export interface TestServerOptions {
  readonly limits?: Partial<Limits>;
  readonly options?: Partial<ServeOptions>;
  /** Kept when the server closes; otherwise a folder of the server's own. */
  readonly data?: string;
}

/** Starts a server that ends with the test, by `await using`. */
export async function startServer(engine: Engine, settings: TestServerOptions = {}): Promise<TestServer> {
  const data = settings.data ?? await Deno.makeTempDir({ prefix: "lanes-" });
  const reported: unknown[] = [];
  const serving = serve({ host: "127.0.0.1", port: 0, data, origins: [], ...settings.options }, {
    engine,
    page: PAGE,
    limits: { ...DEFAULT_LIMITS, ...settings.limits },
    report: (error) => reported.push(error),
  });
  const server: TestServer = {
    url: serving.url,
    data,
    reported,
    close: () => serving.close(),
    fetch: (path, init) => fetch(new URL(path, serving.url), init),
    send: (method, path, body, headers = {}) =>
      server.fetch(path, {
        method,
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    start: async (request = REQUEST) => (await (await server.send("POST", "/api/runs", request)).json()).id,
    run: async (id) => await (await server.fetch(`/api/runs/${id}`)).json(),
    async [Symbol.asyncDispose]() {
      await serving.close();
      if (settings.data === undefined) await Deno.remove(data, { recursive: true });
    },
  };
  return server;
}

/** A row as measured. */
export function okRow(backend: string, n = 1000): OkRow {
  return {
    backend,
    n,
    status: "ok",
    precision: "f64",
    fastmath: false,
    value: 1,
    errorVsSerial: 0,
    coldMs: 1,
    samplesMs: [1, 2, 3],
    medianMs: 2,
    bestMs: 1,
    ci95Ms: [1, 3],
    speedup: 1,
    speedupCi95: [1, 1],
    timeit: "2 ms",
  };
}

export interface ReceivedEvent {
  readonly id: number;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** Reads a run's events as they come, until the stream ends. */
export async function* readEvents(response: Response): AsyncGenerator<ReceivedEvent> {
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/, 2) as [string, string]));
      if (!fields.has("event")) continue;
      yield { id: Number(fields.get("id")), type: fields.get("event")!, data: JSON.parse(fields.get("data")!) };
    }
  }
}

/** All events of a run, once it has ended. */
export async function allEvents(server: TestServer, id: string, lastEventId?: number): Promise<ReceivedEvent[]> {
  const headers: HeadersInit = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
  return await Array.fromAsync(readEvents(await server.fetch(`/api/runs/${id}/events`, { headers })));
}
