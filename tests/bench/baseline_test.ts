import { assertEquals, assertThrows } from "@std/assert";
import { changesSince, describeChanges, readThreshold, regressions } from "../../compute/bench/baseline.ts";
import { UsageError } from "../../compute/bench/command_line.ts";
import type { ComparisonReport, Environment, OkRow, ResultRow } from "../../compute/compare/mod.ts";

const environment: Environment = { cpu: "a test", cores: 2, os: "none", deno: "2", v8: "1", gpu: null };

function row(backend: string, samplesMs: number[]): OkRow {
  const medianMs = samplesMs.toSorted((x, y) => x - y)[samplesMs.length >> 1];
  return {
    backend,
    n: 1000,
    status: "ok",
    precision: "f64",
    fastmath: false,
    value: 1,
    errorVsSerial: 0,
    coldMs: 1,
    samplesMs,
    medianMs,
    bestMs: Math.min(...samplesMs),
    ci95Ms: [medianMs, medianMs],
    speedup: 1,
    speedupCi95: [1, 1],
    timeit: "",
  };
}
const report = (...results: ResultRow[]): ComparisonReport => ({ version: 1, environment, results });

const skipped: ResultRow = { backend: "webgpu", n: 1000, status: "skipped", reason: "no adapter" };
const before = report(row("same", [9, 10, 11]), row("slower", [10, 10, 10]), row("faster", [10, 10, 10]), skipped);
const now = report(
  row("same", [9, 10.5, 12]),
  row("slower", [12, 12, 12]),
  row("faster", [5, 5, 5]),
  row("webgpu", [1, 1, 1]),
  row("new", [1, 1, 1]),
);

Deno.test("rows that both reports measured are compared", () => {
  const changes = changesSince(before, now);
  assertEquals(changes.map(({ row, ratio }) => [row.backend, ratio]), [["same", 1.05], ["slower", 1.2], [
    "faster",
    0.5,
  ]]);
  assertEquals(describeChanges(changes, environment, environment), [
    "same at n = 1,000: no clear difference from the baseline",
    "slower at n = 1,000: 1.2x slower than the baseline (1.2 to 1.2)",
    "faster at n = 1,000: 2x faster than the baseline (2 to 2)",
  ]);
});

Deno.test("a regression exceeds the threshold, and its interval leaves no doubt", () => {
  const changes = changesSince(before, now);
  assertEquals(regressions(changes, 0.1).map(({ row }) => row.backend), ["slower"]);
  assertEquals(regressions(changes, 0.25), []);
  assertEquals(regressions(changes, 0.01).map(({ row }) => row.backend), ["slower"]);
});

Deno.test("another machine is warned about", () => {
  const [warning] = describeChanges([], { ...environment, cpu: "another", cores: 4 }, environment);
  assertEquals(warning, "Careful: the baseline is of another machine (cpu, cores).");
  const [withGpu, withAnother] = ["one", "another"].map((gpu) => ({ ...environment, gpu }));
  assertEquals(describeChanges([], withGpu, withAnother), [
    "Careful: the baseline is of another machine (gpu).",
  ]);
  assertEquals(describeChanges([], withGpu, environment), []);
});

Deno.test("thresholds are shares", () => {
  assertEquals(["10%", "0.1", " 2.5 %"].map(readThreshold), [0.1, 0.1, 0.025]);
  assertThrows(() => readThreshold("ten"), UsageError, 'a share such as 10%, not "ten"');
});
