import { assertEquals } from "@std/assert";
import {
  count,
  errorVsSerial,
  gpuTimes,
  machine,
  medianWithInterval,
  sparkline,
  speedup,
  timePerLoop,
  verdict,
} from "../../compute/report/mod.ts";
import type { OkRow, ResultRow } from "../../compute/compare/mod.ts";

const row = (changes: Partial<OkRow> = {}): OkRow => ({
  backend: "wasm",
  n: 1e6,
  status: "ok",
  precision: "f64",
  fastmath: false,
  value: 1,
  errorVsSerial: 3.6e-15,
  coldMs: 4.1,
  samplesMs: [0.5, 0.6],
  medianMs: 0.55,
  bestMs: 0.5,
  ci95Ms: [0.5, 0.6],
  speedup: 71.25,
  speedupCi95: [69, 73.04],
  timeit: "5.11 ms ± 983 μs per loop (mean ± std. dev. of 7 runs, 100 loops each)",
  ...changes,
});
const serial = row({ backend: "serial", medianMs: 40, speedup: 1, speedupCi95: [1, 1] });

Deno.test("a machine is told by what is known of it", () => {
  const here = { cpu: "a CPU", cores: 1, os: "an OS", deno: "2.9.6", v8: "15", gpu: "a GPU" };
  assertEquals(machine(here), "a CPU, 1 core, an OS, Deno 2.9.6, V8 15, GPU: a GPU");
  const browser = { ...here, cores: 8, deno: null, v8: null, browser: "Firefox 150", gpu: null };
  assertEquals(machine(browser), "a CPU, 8 cores, an OS, Firefox 150");
});

Deno.test("figures read with 3 significant digits in the centre's unit", () => {
  assertEquals(timePerLoop(row()), "5.11 ms ± 983 μs");
  assertEquals(medianWithInterval(row()), "550 μs [500, 600]");
  assertEquals(medianWithInterval(row({ medianMs: 1.5, ci95Ms: [0.999, 2] })), "1.50 ms [0.999, 2.00]");
  assertEquals(medianWithInterval(row({ samplesMs: [0.55] })), "550 μs");
  assertEquals(speedup(row()), "71.3x [69.0, 73.0]");
  assertEquals(speedup(serial), "1.00x");
  assertEquals(speedup(row({ speedup: null, speedupCi95: null })), "-");
});

Deno.test("errors and counts are short", () => {
  assertEquals(errorVsSerial(row()), "3.6e-15");
  assertEquals(errorVsSerial(row({ errorVsSerial: 0 })), "0");
  assertEquals(errorVsSerial(row({ errorVsSerial: null })), "-");
  assertEquals(errorVsSerial(row({ errorVsSerial: "NaN" })), "-");
  assertEquals([1e6, 1e10, 12345, 2 ** 53].map(count), ["1,000,000", "1e10", "12,345", "9,007,199,254,740,992"]);
});

Deno.test("a GPU's times are told apart, or said to be unknown", () => {
  const gpuMs = { compile: 12.34, queue: 0.2, compute: 3.1, readback: 0.02 };
  assertEquals(
    gpuTimes(row({ gpuMs })),
    "computed in f64; compiling its shaders took 12.3 ms; of each run 200 μs passed in the queue, 3.1 ms computing and 20 μs reading back",
  );
  assertEquals(gpuTimes(row({ gpuMs: { ...gpuMs, compile: 0 } }))?.split("; ")[1], "its shaders were compiled before");
  assertEquals(
    gpuTimes(row({ gpuMs: { compile: 1, queue: null, compute: null, readback: null } }))?.split("; ")[2],
    "how long the GPU computes is unknown, since it grants no timestamp queries",
  );
  assertEquals(gpuTimes(row()), undefined);
});

Deno.test("samples are drawn between the least and the most", () => {
  assertEquals(sparkline([1, 2, 8]), "▁▂█");
  assertEquals(sparkline([5, 5]), "▁▁");
  assertEquals(sparkline(Array.from({ length: 160 }, (_, k) => k)).length, 16);
});

Deno.test("the verdict names the fastest and how sure that is", () => {
  const slower = row({ backend: "threads", jobs: 2, medianMs: 30, speedup: 1.3, speedupCi95: [1.2, 1.4] });
  assertEquals(verdict([serial, slower, row()]), "wasm is 71.3x faster than serial (69 to 73).");
  assertEquals(
    verdict([serial, row({ backend: "async", speedup: 1.01, speedupCi95: [0.9, 1.1] })]),
    "There is no clear difference between serial and the fastest of the others, async.",
  );
  assertEquals(
    verdict([serial, row({ backend: "async", speedup: 0.5, speedupCi95: [0.4, 0.6] })]),
    "Serial is fastest: the next, async, is 2x slower.",
  );
  assertEquals(verdict([serial]), "serial takes 40 ms.");
  assertEquals(
    verdict([row({ speedup: null, speedupCi95: null })]),
    "wasm is fastest: 550 μs. There is no serial time to compare with.",
  );
});

Deno.test("the verdict is about the largest n, and tells jobs apart", () => {
  const rows: ResultRow[] = [
    { ...serial, n: 10 },
    serial,
    row({ backend: "threads", jobs: 1 }),
    row({ backend: "threads", jobs: 2, medianMs: 0.3 }),
    { backend: "webgpu", n: 1e6, status: "skipped", reason: "no adapter" },
  ];
  assertEquals(verdict(rows), "At n = 1,000,000, threads with 2 jobs is 71.3x faster than serial (69 to 73).");
  assertEquals(verdict([rows[4]]), undefined);
});
