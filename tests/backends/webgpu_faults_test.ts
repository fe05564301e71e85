/** What befalls a GPU fails one run, by name and with what to do, and leaves the next one alone. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Backend } from "../../compute/backends/mod.ts";
import { createWebGpuBackend } from "../../compute/backends/webgpu.ts";
import { compile } from "../../compute/pipeline.ts";
import { adapterForTests, gpuTests } from "../gpu.ts";
import type { Fault } from "./faulty_gpu_task.ts";

const gpuTest = gpuTests(await adapterForTests());
/** Far more than a small dispatch takes, far less than the fault. */
const PATIENCE_MS = 2000;

async function withFault(fault: Fault, use: (backend: Backend) => Promise<void>): Promise<void> {
  const gpuModule = `${new URL("./faulty_gpu_task.ts", import.meta.url)}?fault=${encodeURIComponent(fault)}`;
  const backend = createWebGpuBackend({ gpuModule }, fault === "hanging" ? PATIENCE_MS : undefined);
  try {
    await use(backend);
  } finally {
    await backend.close();
  }
}

const options = { jobs: 1, precision: "auto" } as const;
const kernel = compile({ expr: "cos(x)" });
/** Lasts for many dispatches. */
const LONG = [0, Math.PI / 2, 1e9];
const SHORT = [0, Math.PI / 2, 1000];

/** Faults of a run, and how it fails. */
const IN_RUNS: readonly (readonly [Fault, name: string, text: RegExp])[] = [
  ["lost", "DeviceLostError", /^device lost: .* Run again: the next run gets a fresh device/],
  ["out of memory", "OutOfMemoryError", /^the GPU is out of memory: .*Close what else uses it, and run again/],
  ["invalid", "GpuRefusalError", /^the GPU's driver refuses .*Choose another backend/],
  ["hanging", "GpuTimeoutError", /^the GPU has not answered for 2 s: .* The next run gets a fresh device/],
];

for (const [fault, name, text] of IN_RUNS) {
  gpuTest(
    `a run on a device that is ${fault} fails by name, and the next one is right`,
    () =>
      withFault(fault, async (backend) => {
        await using prepared = await backend.prepare(kernel, options);
        const error = await assertRejects(() => prepared.run(LONG), Error);
        assertEquals(error.name, name);
        assert(text.test(error.message), error.message);
        const { value } = await prepared.run(SHORT);
        assert(Math.abs(value - 1.000785) < 1e-5, `${value}`);
      }),
  );
}

gpuTest(
  "a kernel readied on a device that is lost while compiling fails by name, and the next one is right",
  () =>
    withFault("lost while compiling", async (backend) => {
      const error = await assertRejects(() => backend.prepare(kernel, options), Error, "device lost");
      assertEquals(error.name, "DeviceLostError");
      await using prepared = await backend.prepare(kernel, options);
      assert(Math.abs((await prepared.run(SHORT)).value - 1.000785) < 1e-5);
    }),
);

gpuTest("a device that is refused is asked for again", () =>
  withFault("refused", async (backend) => {
    await using prepared = await backend.prepare(kernel, options);
    assert(Math.abs((await prepared.run(SHORT)).value - 1.000785) < 1e-5);
  }));
