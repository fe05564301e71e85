import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Exported, exportFormats } from "../../ui/results/export.ts";
import { newRun } from "../../ui/state/run_view.ts";
import { MACHINE, okRow } from "./rows.ts";

const wasm = okRow("wasm", 2, 10, { errorVsSerial: 1e-15, samplesMs: [2, 2.5] });
const skipped = {
  backend: "webgpu",
  n: 1000,
  status: "skipped",
  reason: 'no adapter: install "mesa", then retry',
} as const;

const exported: Exported = {
  request: { expr: "cos(x)", from: "0", to: "pi/2", n: [1000] },
  view: {
    ...newRun([]),
    phase: "done",
    environment: MACHINE,
    rows: [wasm, skipped].map((result) => ({ key: { backend: result.backend, n: 1000 }, samples: [], result })),
  },
};

Deno.test("as Markdown, every row has the header's columns", () => {
  const text = exportFormats.Markdown(exported);
  assertStringIncludes(text, "`cos(x)` from 0 to pi/2");
  assertStringIncludes(
    text,
    "| wasm |  | 1000 |  | 2.00 ms [1.90, 2.10] | 5.00x [4.75, 5.25] | 1.0e-15 | 5 ms | 1 |",
  );
  const table = text.split("\n").filter((line) => line.startsWith("|"));
  assertEquals(table.map((line) => line.split(" | ").length), [9, 9, 9, 9]);
});

Deno.test("as CSV, quotes and commas are kept apart", () => {
  const [header, measured, other] = exportFormats.CSV(exported).split("\n");
  assertEquals(header.split(",").length, measured.split(",").length);
  assertStringIncludes(measured, "wasm,1000,,ok,f64,false,1,1e-15,5,2,2,1.9,2.1,5,4.75,5.25,2,");
  assertStringIncludes(other, '"no adapter: install ""mesa"", then retry"');
});

Deno.test("as JSON, all samples are there", () => {
  const report = JSON.parse(exportFormats.JSON(exported));
  assertEquals([report.version, report.environment, report.results], [1, MACHINE, [wasm, skipped]]);
});

Deno.test("as Markdown, a kernel comes with its arguments", () => {
  const text = exportFormats.Markdown({ ...exported, request: { kernel: "(n) => n", args: { a: "0", b: 2 }, n: 1 } });
  assertStringIncludes(text, "```ts\n(n) => n\n```\n\na = 0, b = 2\n");
});
