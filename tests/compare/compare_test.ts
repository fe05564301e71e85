import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Backend } from "../../compute/backends/backend.ts";
import {
  compare,
  type CompareEvent,
  type CompareOptions,
  type CompareRequest,
  type ComparisonReport,
  type Environment,
  type OkRow,
  type ResultRow,
} from "../../compute/compare/mod.ts";
import { UnsupportedError } from "../../compute/errors.ts";
import { interpretedBackend } from "./interpreted_backend.ts";

const environment: Environment = { cpu: "a test", cores: 1, os: "none", deno: null, v8: null, gpu: null };

const request = (changes: Partial<CompareRequest> = {}): CompareRequest => ({
  source: { expr: "x*x" },
  args: { a: 0, b: 3 },
  n: [50],
  jobs: [1],
  backends: [],
  precision: "auto",
  fastmath: false,
  runs: 3,
  minTime: 0,
  timeLimit: 60,
  ...changes,
});

/** Compares `serial` with some backends, and gathers what is told. */
async function run(
  others: readonly Backend[],
  changes: Partial<CompareRequest> = {},
  options: Partial<CompareOptions> = {},
): Promise<{ report: ComparisonReport; events: CompareEvent[] }> {
  const events: CompareEvent[] = [];
  const backends = [...(options.backends ?? [interpretedBackend("serial")]), ...others];
  const asked = request({ backends: others.map((backend) => backend.name), ...changes });
  const onEvent = (event: CompareEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const report = await compare(asked, { environment, ...options, backends, onEvent });
  return { report, events };
}

function okRow(row: ResultRow | undefined): OkRow {
  if (row?.status !== "ok") throw new Error(`no result: ${JSON.stringify(row)}`);
  return row;
}

function ended(row: ResultRow | undefined): string {
  if (!row || row.status === "ok") throw new Error(`a result: ${JSON.stringify(row)}`);
  return `${row.status}: ${row.reason}`;
}

/** A GPU that tells where the time of a run went: its first differs from the later ones. Notes which runs were asked. */
function timedBackend(
  compute: number | null,
): { readonly backend: Backend; readonly profiled: (boolean | undefined)[] } {
  const profiled: (boolean | undefined)[] = [];
  const plain = interpretedBackend("webgpu", { sync: false });
  const backend: Backend = {
    ...plain,
    async prepare(compiled, options) {
      const prepared = await plain.prepare(compiled, options);
      let first = true;
      return {
        ...prepared,
        async run(args, control) {
          profiled.push(control?.profile);
          const { value } = await prepared.run(args, control);
          if (!control?.profile) return { value };
          const gpu = { compile: first ? 5 : 0, queue: compute, compute: first ? 100 : compute, readback: compute };
          first = false;
          return { value, timings: { gpu } };
        },
      };
    },
  };
  return { backend, profiled };
}

Deno.test("a row tells where a GPU's time went, in runs that aren't sampled", async () => {
  const { backend, profiled } = timedBackend(2);
  const { report } = await run([backend]);
  const [serial, webgpu] = report.results.map(okRow);
  assertEquals(serial.gpuMs, undefined);
  assertEquals(webgpu.gpuMs, { compile: 5, queue: 2, compute: 2, readback: 2 });
  const begun = profiled.indexOf(false);
  assert(profiled.slice(0, begun).every((asked) => asked) && profiled.slice(begun).every((asked) => !asked));
  assert(profiled.length - begun >= webgpu.samplesMs.length);
  const silent = await run([timedBackend(null).backend]);
  assertEquals(okRow(silent.report.results[1]).gpuMs, { compile: 5, queue: null, compute: null, readback: null });
});

Deno.test("each row has its value, its samples and its speedup with an interval", async () => {
  const { report } = await run([interpretedBackend("other")]);
  assertEquals([report.version, report.environment, report.results.length], [1, environment, 2]);
  const [serial, other] = report.results.map(okRow);
  assertEquals([serial.backend, other.backend], ["serial", "other"]);
  assertEquals(serial.value, 8.7318);
  assertEquals([other.value, other.errorVsSerial], [serial.value, 0]);
  assertEquals([serial.speedup, serial.speedupCi95], [1, [1, 1]]);
  for (const row of [serial, other]) {
    assert(row.samplesMs.length >= 3, `${row.samplesMs.length} samples`);
    assert(row.samplesMs.every((ms) => ms > 0) && row.coldMs > 0);
    assertEquals(row.bestMs, Math.min(...row.samplesMs));
    assert(row.ci95Ms[0] <= row.medianMs && row.medianMs <= row.ci95Ms[1]);
    assert(row.speedupCi95![0] <= row.speedup! && row.speedup! <= row.speedupCi95![1]);
    assert(/^.+ ± .+ per loop \(mean ± std\. dev\. of \d+ runs?, [\d,]+ loops? each\)$/.test(row.timeit), row.timeit);
  }
  assertEquals(other.speedup, serial.medianMs / other.medianMs);
});

Deno.test("there is a row for each n and each number of jobs, but one per n for backends without jobs", async () => {
  const pooled = interpretedBackend("pooled", { usesJobs: true });
  const { report } = await run([pooled, interpretedBackend("plain")], { n: [10, 20], jobs: [1, 2] });
  const keys = report.results.map(({ backend, n, jobs }) => `${backend} ${n} ${jobs ?? "-"}`);
  assertEquals(keys, [10, 20].flatMap((n) => [`serial ${n} -`, `pooled ${n} 1`, `pooled ${n} 2`, `plain ${n} -`]));
});

Deno.test("serial is run once, listed or not", async () => {
  const { report } = await run([], { backends: ["serial"] });
  assertEquals(report.results.map((row) => row.backend), ["serial"]);
});

Deno.test("the events tell of each phase, sample and result, in order", async () => {
  const { report, events } = await run([interpretedBackend("other")]);
  assertEquals(events[0], { type: "started", environment });
  for (const result of report.results) {
    const about = events.filter((event) => "row" in event && event.row.backend === result.backend);
    const phases = about.flatMap((event) => event.type === "progress" ? [event.phase] : []);
    assertEquals([...new Set(phases)], ["compiling", "warming up", "ready", "measuring"]);
    const samples = about.flatMap((event) => event.type === "sample" ? [event.ms] : []);
    assertEquals(samples, okRow(result).samplesMs);
  }
  const results = events.flatMap((event) => event.type === "result" ? [event.result] : []);
  assertEquals(new Set(results), new Set(report.results));
});

Deno.test("a backend that is missing is skipped with its reason", async () => {
  const available = () => Promise.resolve({ available: false, reason: "no adapter" } as const);
  const { report } = await run([interpretedBackend("gpu", { available }), interpretedBackend("other")]);
  assertEquals(ended(report.results[1]), "skipped: no adapter");
  okRow(report.results[2]);
});

Deno.test("a backend that can't do the kernel is skipped, one that breaks is failed, the others stand", async () => {
  const fail = (error: Error) => () => {
    throw error;
  };
  let runs = 0;
  const { report } = await run([
    interpretedBackend("unsupported", { onPrepare: fail(new UnsupportedError("no f64 here")) }),
    interpretedBackend("broken", { onPrepare: fail(new Error("it broke")) }),
    interpretedBackend("breaking", {
      onPiece: () => {
        if (runs++ > 9) throw new Error("it broke later");
      },
    }),
    interpretedBackend("other"),
  ]);
  assertEquals(report.results.slice(1, 4).map(ended), [
    "skipped: no f64 here",
    "failed: it broke",
    "failed: it broke later",
  ]);
  okRow(report.results[4]);
});

Deno.test("a wrong result is failed", async () => {
  const { report } = await run([interpretedBackend("wrong", { value: (value) => value * 1.5 })], { n: [1000] });
  const reason = ended(report.results[1]);
  assert(reason.startsWith("failed: wrong result: 13.4797") && reason.includes("where serial gives 8.9"), reason);
});

Deno.test("a result that changes from run to run is failed", async () => {
  const value = (value: number, run: number) => run > 5 ? value + 1e-13 : value;
  const { report } = await run([interpretedBackend("wavering", { value })]);
  assert(ended(report.results[1]).startsWith("failed: gave 8.7"), ended(report.results[1]));
});

Deno.test("without a serial result the others have neither error nor speedup", async () => {
  const broken = interpretedBackend("serial", {
    onPrepare: () => {
      throw new Error("it broke");
    },
  });
  const { report } = await run([interpretedBackend("other")], {}, { backends: [broken] });
  const row = okRow(report.results[1]);
  assertEquals([row.errorVsSerial, row.speedup, row.speedupCi95], [null, null, null]);
  assertEquals(row.notes, ["not checked: there is no serial result"]);
});

Deno.test("a run over the time limit ends its row, as soon as its pace shows it", async () => {
  const slow = interpretedBackend("slow", { sync: false, onPiece: () => new Promise((done) => setTimeout(done, 300)) });
  const { report } = await run([slow, interpretedBackend("other")], { timeLimit: 0.2 });
  assertEquals(ended(report.results[1]), "timeout: over the limit of 200 ms for a row");
  okRow(report.results[2]);
  const paced = await run([slow], { timeLimit: 1.3 });
  const reason = ended(paced.report.results[1]);
  assert(/^timeout: over the limit of 1.3 s for a row; it would take about 2\.\d+ s$/.test(reason), reason);
});

Deno.test("a row whose time is up keeps the samples that it has", async () => {
  const slow = interpretedBackend("slow", { sync: false, onPiece: () => new Promise((done) => setTimeout(done, 25)) });
  const { report } = await run([slow], { timeLimit: 1.3, runs: 100 });
  const row = okRow(report.results[1]);
  assert(row.samplesMs.length > 0 && row.samplesMs.length < 10, String(row.samplesMs.length));
  assert(row.notes!.some((note) => /of 100 samples|one sample only/.test(note)), String(row.notes));
});

Deno.test("cancelling leaves what there is", async () => {
  const controller = new AbortController();
  const stuck = interpretedBackend("stuck", {
    sync: false,
    onPiece: (_, { signal }) =>
      new Promise((done) => {
        signal!.addEventListener("abort", () => done());
        controller.abort(new DOMException("stopped by hand", "AbortError"));
      }),
  });
  const { report } = await run([interpretedBackend("other"), stuck, interpretedBackend("later")], {}, {
    signal: controller.signal,
  });
  assertEquals(report.results.map((row) => row.backend), ["serial", "other", "stuck", "later"]);
  assertEquals(report.results.slice(2).map(ended), ["cancelled: stopped by hand", "cancelled: stopped by hand"]);
});

Deno.test("cancelling while rows are sampled keeps their samples", async () => {
  const controller = new AbortController();
  let samples = 0;
  const { report } = await run([interpretedBackend("other")], { runs: 1000 }, {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === "sample" && ++samples === 20) controller.abort();
    },
  });
  for (const row of report.results.map(okRow)) {
    assert(row.samplesMs.length > 0 && row.samplesMs.length < 20);
    assert(row.notes!.some((note) => note.startsWith("stopped early")), String(row.notes));
  }
});

Deno.test("infinite and undefined values travel as words and are no errors where serial has them too", async () => {
  const { report } = await run([interpretedBackend("other")], { source: { expr: "1/x" } });
  assertEquals(report.results.map((row) => okRow(row).value), ["Infinity", "Infinity"]);
  assertEquals(okRow(report.results[1]).errorVsSerial, "NaN");
  const place = "first not finite at x = 0 (iteration 0): Infinity";
  for (const row of report.results.map(okRow)) assert(row.notes!.includes(place), String(row.notes));
  const lost = await run([interpretedBackend("lost", { value: () => NaN })]);
  assert(ended(lost.report.results[1]).startsWith("failed: wrong result: NaN where serial gives 8.7"));
});

Deno.test("a kernel that ceases to be finite tells the iteration and the loop", async () => {
  const kernel = `(n) => {
    let s = 0;
    for (const i of prange(n)) { s += i; }
    for (const i of prange(10)) { s += Math.log(6 - i); }
    return s;
  }`;
  const { report } = await run([], { source: { kernel }, args: {} });
  const row = okRow(report.results[0]);
  assertEquals(row.value, "NaN");
  assert(row.notes!.includes("first not finite at iteration 6 of loop 2: -Infinity"), String(row.notes));
});

Deno.test("every prepared kernel is released, whatever happens", async () => {
  const backends = [
    interpretedBackend("good"),
    interpretedBackend("wrong", { value: () => 0 }),
    interpretedBackend("wavering", { value: (_, run) => run }),
  ];
  const serial = interpretedBackend("serial");
  await run(backends, {}, { backends: [serial] });
  for (const backend of [serial, ...backends]) assertEquals(backend.open.size, 0, backend.name);
});

Deno.test("only the GPU is asked for a precision", async () => {
  const asked: string[] = [];
  const spy = (name: string, target: Backend["target"]) =>
    interpretedBackend(name, { target, onPrepare: ({ precision }) => void asked.push(`${name} ${precision}`) });
  await run([spy("cpu", "wasm"), spy("gpu", "wgsl")], { precision: "f32" });
  assertEquals(asked, ["cpu auto", "gpu f32"]);
});

Deno.test("a backend that doesn't exist is the caller's mistake", async () => {
  await assertRejects(() => run([], { backends: ["nothing"] }), RangeError, "there is no backend nothing");
});
