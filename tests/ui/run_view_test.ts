import { assertEquals } from "@std/assert";
import type { BackendInfo, Run, RunEvent } from "../../server/api_types.ts";
import { applyEvent, isOver, newRun, plannedRows, type RunView, viewOf } from "../../ui/state/run_view.ts";
import { MACHINE, okRow } from "./rows.ts";

const KNOWN: readonly BackendInfo[] = [
  { name: "serial", available: true, usesJobs: false, summary: "" },
  { name: "threads", available: true, usesJobs: true, summary: "" },
];
const SERIAL = { backend: "serial", n: 1000 };
const MEASURING = { phase: "measuring", fraction: 0.5, sample: 3, samples: 10 } as const;

const follow = (view: RunView, ...events: RunEvent[]) => events.reduce(applyEvent, view);

Deno.test("rows are planned by n, the baseline first, one for each number of jobs where jobs matter", () => {
  const rows = plannedRows({ n: [10, 20], jobs: [1, 2], backends: ["threads"] }, KNOWN);
  assertEquals(rows, [
    { backend: "serial", n: 10 },
    { backend: "threads", n: 10, jobs: 1 },
    { backend: "threads", n: 10, jobs: 2 },
    { backend: "serial", n: 20 },
    { backend: "threads", n: 20, jobs: 1 },
    { backend: "threads", n: 20, jobs: 2 },
  ]);
});

Deno.test("a run goes from queued through measuring to done, and keeps what it was told", () => {
  const queued = follow(newRun([SERIAL]), { type: "queued", position: 2 });
  assertEquals([queued.phase, queued.position], ["queued", 2]);
  const running = follow(
    queued,
    { type: "started", environment: MACHINE },
    { type: "progress", row: SERIAL, ...MEASURING },
    { type: "sample", row: SERIAL, ms: 4 },
    { type: "sample", row: SERIAL, ms: 5 },
  );
  assertEquals([running.phase, running.position, running.environment], ["running", undefined, MACHINE]);
  assertEquals(running.rows, [{ key: SERIAL, progress: MEASURING, samples: [4, 5] }]);
  const result = okRow("serial", 4.5, 4.5);
  const done = follow(running, { type: "result", result }, { type: "done", status: "done" });
  assertEquals([done.phase, isOver(done), done.rows[0].result], ["done", true, result]);
});

Deno.test("a row that was not planned is added", () => {
  const view = follow(newRun([SERIAL]), { type: "result", result: okRow("wasm", 1, 4) });
  assertEquals(view.rows.map((row) => row.key.backend), ["serial", "wasm"]);
});

Deno.test("a stopped run keeps its rows", () => {
  const view = follow(
    newRun([SERIAL, { backend: "threads", n: 1000, jobs: 2 }]),
    { type: "result", result: okRow("serial", 4, 4) },
    { type: "done", status: "cancelled" },
  );
  assertEquals([view.phase, isOver(view)], ["stopped", true]);
  assertEquals(view.rows.map((row) => row.result?.status), ["ok", undefined]);
});

Deno.test("a failed run says why", () => {
  const error = { code: "time_limit", message: "the run took longer than 600 s" };
  const view = follow(newRun([SERIAL]), { type: "failed", error });
  assertEquals([view.phase, view.error], ["failed", error]);
});

Deno.test("a kept run is shown like a followed one", () => {
  const result = okRow("serial", 4, 4);
  const run: Run = {
    id: "1",
    status: "done",
    createdAt: "2026-01-01T00:00:00Z",
    request: { expr: "x", n: 1000 },
    environment: MACHINE,
    results: [result],
  };
  const view = viewOf(run);
  assertEquals([view.phase, view.rows[0].key, view.rows[0].result], ["done", SERIAL, result]);
});
