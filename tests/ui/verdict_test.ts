import { assertEquals, assertStringIncludes } from "@std/assert";
import type { OkRow } from "../../compute/compare/types.ts";
import { clearWinner, headline, verdictOf } from "../../ui/results/verdict.ts";
import { notesOf } from "../../ui/results/rows.ts";
import { newRun, type RunView } from "../../ui/state/run_view.ts";
import { okRow } from "./rows.ts";

function viewOf(rows: readonly OkRow[], phase: RunView["phase"] = "done"): RunView {
  const view = newRun(rows.map(({ backend, n, jobs }) => ({ backend, n, jobs })));
  return { ...view, phase, rows: view.rows.map((row, k) => ({ ...row, result: rows[k] })) };
}

const serial = okRow("serial", 10, 10);

Deno.test("a clear lead is named with its interval", () => {
  const fast = okRow("wasm", 2, 10, { speedupCi95: [4.8, 5.25], errorVsSerial: 2.4e-14 });
  const view = viewOf([serial, okRow("threads", 6, 10), fast]);
  assertEquals(verdictOf(view), {
    sentence: "wasm is 5.00× faster than serial (4.80 to 5.25).",
    detail: "Its value is 2.4e-14 from serial’s: it rounds in other places.",
  });
  assertEquals(clearWinner(view), fast);
});

Deno.test("an interval that contains 1 is no lead", () => {
  const view = viewOf([serial, okRow("threads", 9.5, 10, { speedupCi95: [0.9, 1.2] })]);
  assertStringIncludes(verdictOf(view)!.sentence, "No clear difference");
  assertEquals(clearWinner(view), undefined);
});

Deno.test("serial can be the fastest", () => {
  const view = viewOf([serial, okRow("processes", 20, 10)]);
  assertStringIncludes(verdictOf(view)!.sentence, "serial is fastest: the next, processes, reaches 0.500×");
  assertEquals(clearWinner(view), serial);
});

Deno.test("the largest n decides, and f32 is named as the reason of an error", () => {
  const rows = [
    serial,
    okRow("webgpu", 100, 10),
    { ...serial, n: 1e6 },
    okRow("webgpu", 1, 10, { n: 1e6, precision: "f32", errorVsSerial: -3e-8 }),
  ];
  const verdict = verdictOf(viewOf(rows))!;
  assertStringIncludes(verdict.sentence, "At n = 1e6: webgpu is 10.0× faster");
  assertStringIncludes(verdict.detail!, "3.0e-8 from serial’s: it computes in f32");
});

Deno.test("a value that is not finite is said", () => {
  const view = viewOf([serial, okRow("wasm", 2, 10, { value: "NaN", errorVsSerial: "NaN" })]);
  assertEquals(verdictOf(view)!.detail, "Its value is not finite: NaN.");
});

Deno.test("one row is no comparison", () => {
  assertEquals(verdictOf(viewOf([serial])), undefined);
  assertEquals(verdictOf(viewOf([])), undefined);
  assertEquals(headline(viewOf([serial])), "serial took 10.0 ms.");
  assertEquals(headline(viewOf([])), "No row gave a time: each says why.");
});

Deno.test("without a serial time the fastest is named by its own", () => {
  const view = viewOf([okRow("wasm", 2, 10, { speedup: null, speedupCi95: null, errorVsSerial: null })]);
  assertEquals(verdictOf(view)!.sentence, "wasm is fastest with 2.00 ms; serial gave no time to compare it with.");
  assertEquals([clearWinner(view), verdictOf(view)!.detail], [undefined, undefined]);
});

Deno.test("a note that several rows share is told once", () => {
  const rows = [
    okRow("serial", 1, 1, { notes: ["not finite at x = 0"] }),
    okRow("wasm", 1, 1, { notes: ["not finite at x = 0", "few samples"] }),
  ];
  assertEquals(notesOf(rows, false), [
    { note: "not finite at x = 0", of: "all" },
    { note: "few samples", of: "wasm" },
  ]);
});

Deno.test("a run under way says how far it is, and that its verdict may change", () => {
  const running: RunView = { ...newRun([{ backend: "serial", n: 10 }, { backend: "wasm", n: 10 }]), phase: "running" };
  assertEquals(headline(running), "Compiling and warming up: 0 of 2");
  const progress = { phase: "measuring", fraction: 0, sample: 3, samples: 10 } as const;
  assertEquals(
    headline({ ...running, rows: running.rows.map((row) => ({ ...row, progress })) }),
    "Measuring: 30 %",
  );
  assertStringIncludes(verdictOf(viewOf([serial, okRow("wasm", 2, 10)], "running"))!.sentence, "So far: wasm is");
});
