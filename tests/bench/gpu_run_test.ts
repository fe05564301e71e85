/** A run on the GPU that would take hours, from the bench. */
import { assert, assertEquals } from "@std/assert";
import { createBackends } from "../../compute/backends/mod.ts";
import { bench, EXIT } from "../../compute/bench/bench.ts";
import { colourless } from "../../compute/bench/style.ts";
import type { ComparisonReport } from "../../compute/compare/mod.ts";
import { adapterForTests, gpuTests } from "../gpu.ts";

const found = await adapterForTests();

gpuTests(found)("10^12 iterations start on the GPU, show their progress, and end at Ctrl+C", async () => {
  const backends = createBackends();
  const controller = new AbortController();
  const shown: string[] = [];
  let out = "";
  const console = {
    write: (text: string) => void (out += text),
    writeError(text: string) {
      shown.push(text);
      // A share is shown once a dispatch is done.
      if (/webgpu: warming up \d+ %/.test(text)) controller.abort(new DOMException("stopped by Ctrl+C", "AbortError"));
    },
    width: () => 120,
    drawsProgress: true,
    style: colourless,
    errorStyle: colourless,
    signal: controller.signal,
  };
  try {
    const args = ["--n", "1e12", "--backends", "webgpu", "--time-limit", "3600", "--json", "-"];
    assertEquals(await bench(args, console, backends), EXIT.interrupted);
  } finally {
    for (const backend of backends) await backend.close();
  }
  assert(shown.some((text) => text.includes("webgpu")));
  const { environment, results } = JSON.parse(out) as ComparisonReport;
  if (!("reason" in found) && found.software) assert(environment.gpu?.includes(", a software adapter"));
  const [serial, webgpu] = results;
  // Serial was given up when its pace showed.
  assertEquals([serial.status, webgpu.status], ["timeout", "cancelled"]);
  assertEquals(webgpu.status === "cancelled" && webgpu.reason, "stopped by Ctrl+C");
});
