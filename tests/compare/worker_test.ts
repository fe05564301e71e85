import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { startCompareProcess } from "../../compute/compare/process_port.ts";
import {
  type CompareEvent,
  type CompareRequest,
  createCompareWorker,
  type Environment,
} from "../../compute/compare/mod.ts";

const WORKER = new URL("../../compute/compare/worker.ts", import.meta.url);
const CRASHING = new URL("crashing_worker.ts", import.meta.url);
const environment: Environment = { cpu: "a test", cores: 2, os: "none", deno: null, v8: null, gpu: null };

const request = (changes: Partial<CompareRequest> = {}): CompareRequest => ({
  source: { expr: "cos(x)" },
  args: { a: 0, b: Math.PI / 2 },
  n: [1000],
  jobs: [2],
  backends: ["threads"],
  precision: "auto",
  fastmath: false,
  runs: 2,
  minTime: 0,
  timeLimit: 60,
  ...changes,
});

const PLACES = [["worker", WORKER], ["process", startCompareProcess]] as const;

for (const [name, place] of PLACES) {
  Deno.test(`${name}: a comparison reports as it goes, and another follows`, async () => {
    const worker = createCompareWorker(place, environment);
    try {
      const events: CompareEvent[] = [];
      const report = await worker.compare(request(), { onEvent: (event) => events.push(event) });
      assertEquals(report.results.map(({ backend, status }) => [backend, status]), [["serial", "ok"], [
        "threads",
        "ok",
      ]]);
      assertEquals(events[0].type, "started");
      const results = events.flatMap((event) => event.type === "result" ? [event.result] : []);
      assertEquals(new Set(results.map((row) => row.backend)), new Set(["serial", "threads"]));
      const again = await worker.compare(request({ backends: ["wasm"] }));
      assertEquals(again.results.map((row) => row.status), ["ok", "ok"]);
    } finally {
      await worker.close();
    }
  });

  Deno.test(`${name}: its backends and the machine are described`, async () => {
    const worker = createCompareWorker(place, environment);
    try {
      const backends = await worker.backends();
      assertEquals(backends[0].name, "serial");
      for (const backend of backends) assert(backend.available || backend.reason!.length > 0, backend.name);
      const described = await worker.environment();
      assertEquals({ ...described, gpu: null }, environment);
      assertEquals(described.gpu !== null, backends.some((backend) => backend.name === "webgpu" && backend.available));
    } finally {
      await worker.close();
    }
  });

  Deno.test(`${name}: cancelling reaches it while it measures, and comparisons wait for their turn`, async () => {
    const worker = createCompareWorker(place, environment);
    try {
      const controller = new AbortController();
      let cancelled = 0;
      const first = worker.compare(request({ n: [1e6], runs: 1000 }), {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type !== "sample" || cancelled) return;
          cancelled = performance.now();
          controller.abort(new DOMException("stopped by hand", "AbortError"));
        },
      });
      const second = worker.compare(request());
      const { results } = await first;
      for (const row of results) {
        const said = row.status === "ok" ? row.notes!.join() : row.reason;
        assertStringIncludes(said, "stopped by hand");
      }
      assertEquals((await second).results.map((row) => row.status), ["ok", "ok"]);
      const early = await worker.compare(request(), { signal: AbortSignal.abort() });
      assertEquals(early.results.map((row) => row.status), ["cancelled", "cancelled"]);
    } finally {
      await worker.close();
    }
  });

  Deno.test(`${name}: what it can't do fails that comparison only`, async () => {
    const worker = createCompareWorker(place, environment);
    try {
      await assertRejects(
        () => worker.compare(request({ backends: ["nothing"] })),
        Error,
        "there is no backend nothing",
      );
      assertEquals((await worker.compare(request())).results.length, 2);
    } finally {
      await worker.close();
    }
  });
}

Deno.test("a crash fails the comparison, and the next one gets a fresh worker", async () => {
  let started = 0;
  const start = () => new Worker(started++ === 0 ? CRASHING : WORKER, { type: "module" });
  const worker = createCompareWorker(start, environment);
  try {
    await assertRejects(() => worker.compare(request()), Error, "the comparison crashed: Uncaught Error: out");
    assertEquals((await worker.compare(request())).results.map((row) => row.status), ["ok", "ok"]);
    assertEquals(started, 2);
  } finally {
    await worker.close();
  }
});

Deno.test("a closed worker takes no more comparisons, and one never used closes too", async () => {
  const worker = createCompareWorker(WORKER, environment);
  await worker.close();
  await assertRejects(() => worker.compare(request()), Error, "is closed");
});

Deno.test("a process that ends fails its comparison, and the next one gets a fresh process", async () => {
  const started: ReturnType<typeof startCompareProcess>[] = [];
  const start = () => {
    started.push(startCompareProcess());
    return started.at(-1)!;
  };
  const worker = createCompareWorker(start, environment);
  try {
    const onEvent = (event: CompareEvent) => {
      // Anything but JSON breaks it, as running out of memory would.
      if (event.type === "started") started[0].postMessage(undefined);
    };
    await assertRejects(() => worker.compare(request(), { onEvent }), Error, "its process ended with exit status 1");
    assertEquals((await worker.compare(request())).results.map((row) => row.status), ["ok", "ok"]);
    assertEquals(started.length, 2);
  } finally {
    await worker.close();
  }
});
