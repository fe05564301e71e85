import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Backend } from "../../compute/backends/mod.ts";
import { availabilityOf, findAdapter, type FoundAdapter } from "../../compute/backends/webgpu/adapter.ts";
import { NOT_EXACT, tryPrecisions } from "../../compute/backends/webgpu/canary.ts";
import { accumulatorOf } from "../../compute/backends/webgpu/accumulate.ts";
import { nameGpuError } from "../../compute/backends/webgpu/errors.ts";
import { LoopRunner } from "../../compute/backends/webgpu/loop_runner.ts";
import { Workgroups } from "../../compute/backends/webgpu/workgroups.ts";
import { Pace } from "../../compute/backends/webgpu/pace.ts";
import { GpuSession } from "../../compute/backends/webgpu/session.ts";
import { addTimes, timesOf } from "../../compute/backends/webgpu/timestamps.ts";
import { createWebGpuBackend } from "../../compute/backends/webgpu.ts";
import { interpret } from "../../compute/ir/mod.ts";
import { compile } from "../../compute/pipeline.ts";
import { UnsupportedError } from "../../compute/errors.ts";
import { adapterForTests, gpuTests, openDevice, PRECISIONS, precisionTests } from "../gpu.ts";
import { testBackend } from "./conformance.ts";

const found = await adapterForTests();
const gpuTest = gpuTests(found);

const offer = "reason" in found ? null : (await openDevice()).offer;
for (const precision of PRECISIONS) {
  testBackend("webgpu", {
    create: createWebGpuBackend,
    jobs: [1, 2],
    arithmetic: precision,
    precision,
    skip: "reason" in found ? found.reason : offer?.refused[precision],
  });
}

/** One backend for all tests here. */
async function withBackend(use: (backend: Backend) => Promise<void>): Promise<void> {
  const backend = createWebGpuBackend();
  try {
    await use(backend);
  } finally {
    await backend.close();
  }
}

const testIn = await precisionTests(found);

/** How far each precision may be off, relatively, and for how many iterations that is tried. */
const INTEGRALS = { f32: [1e-6, 3e7], df64: [1e-12, 1e6], f64: [1e-14, 3e7] } as const;

for (const precision of PRECISIONS) {
  const [tolerance, most] = INTEGRALS[precision];
  testIn(precision)(
    `the integral of cos in ${precision} is within ${tolerance} of the left Riemann sum`,
    () =>
      withBackend(async (backend) => {
        await using prepared = await backend.prepare(compile({ expr: "cos(x)" }), { jobs: 1, precision });
        assertEquals(prepared.precision, precision);
        for (const n of [1e3, 1e4, 1e5, 1e6, 1e7, 3e7].filter((n) => n <= most)) {
          // To fifth order in the step, by Euler and Maclaurin.
          const step = Math.PI / 2 / n;
          const exact = 1 + step / 2 - step ** 2 / 12 - step ** 4 / 720;
          const { value } = await prepared.run([0, Math.PI / 2, n]);
          assert(Math.abs(value / exact - 1) < tolerance, `n = ${n}: ${value}, not ${exact}`);
          assertEquals((await prepared.run([0, Math.PI / 2, n])).value, value, "the same bits on every run");
        }
      }),
  );
}

gpuTest(
  "a run tells where its time went, if it is asked; compiling is the first run's",
  () =>
    withBackend(async (backend) => {
      await using prepared = await backend.prepare(compile({ expr: "sin(x)*x" }), { jobs: 1, precision: "auto" });
      const timesOfRun = async () => (await prepared.run([0, 1, 1e6], { profile: true })).timings!.gpu!;
      const [first, second] = [await timesOfRun(), await timesOfRun()];
      assert(first && second);
      assert(first.compile > 0);
      assertEquals(second.compile, 0);
      const told = (found as FoundAdapter).adapter.features.has("timestamp-query");
      for (const ms of [second.queue, second.compute, second.readback]) {
        if (told) assert(ms !== null && ms >= 0, `${ms}`);
        else assertEquals(ms, null);
      }
      assertEquals((await prepared.run([0, 1, 1e6])).timings?.gpu, undefined);
      await using again = await backend.prepare(compile({ expr: "sin(x)*x" }), { jobs: 1, precision: "auto" });
      assertEquals((await again.run([0, 1, 10], { profile: true })).timings?.gpu?.compile, 0, "compiled before");
    }),
);

Deno.test("a dispatch's times are told apart by the device's clock, or not at all", () => {
  const host = { waited: 10, copied: 0.5 };
  const moments = (...ns: number[]) => BigUint64Array.from(ns, BigInt);
  assertEquals(timesOf(host, moments(1e9, 1e9 + 6e6, 1e9 + 7e6)), { queue: 3, compute: 6, readback: 1.5 });
  const unknown = { queue: null, compute: null, readback: null };
  assertEquals(timesOf(host), unknown);
  assertEquals(timesOf(host, moments(5, 0, 7)), unknown);
  const known = { compile: 0, queue: 1, compute: 2, readback: 3 };
  assertEquals(addTimes(known, known), { compile: 0, queue: 2, compute: 4, readback: 6 });
  assertEquals(addTimes(known, unknown), { compile: 0, ...unknown });
  assertEquals(addTimes(known, { compile: 4 }), { ...known, compile: 4 });
});

gpuTest(
  "10^10, 10^12 and 10^15 iterations start, tell their progress and can be cancelled",
  () =>
    withBackend(async (backend) => {
      await using prepared = await backend.prepare(compile({ expr: "cos(x)" }), { jobs: 1, precision: "f32" });
      for (const n of [1e10, 1e12, 1e15]) {
        const controller = new AbortController();
        const seen: number[] = [];
        const running = prepared.run([0, 1, n], {
          signal: controller.signal,
          onProgress: (fraction) => {
            if (seen.push(fraction) === 3) controller.abort();
          },
        });
        await assertRejects(() => running, DOMException);
        assertEquals(seen.length, 3);
        assert(seen[0] > 0 && seen[2] < 1);
      }
    }),
);

gpuTest(
  "loops and integers of a kernel run on the GPU, and one that doesn't end says what to do",
  () =>
    withBackend(async (backend) => {
      const hashes = compile({
        kernel: `(from, to) => { let acc = 0; for (const i of prange(from, to)) { let h = i;
        for (let k = 0; k < 3; k++) { h ^= h << 13; h ^= h >>> 17; h ^= h << 5; } acc += h & 1023; } return acc; }`,
      });
      await using prepared = await backend.prepare(hashes, { jobs: 1, precision: "f32" });
      for (const from of [-2500, 2 ** 24 - 2500, 2 ** 40]) {
        const args = [from, from + 5000];
        assertEquals((await prepared.run(args)).value, interpret(hashes.kernel, args));
      }
      const endless = compile({
        kernel:
          "(n) => { let acc = 0; for (const i of prange(n)) { let x = i; while (x >= 0) x += 1; acc += x; } return acc; }",
      });
      await using running = await backend.prepare(endless, { jobs: 1, precision: "f32" });
      const error = await assertRejects(() => running.run([1e9]), Error, "share the turns out among more iterations");
      assertEquals(error.name, "UnsupportedError");
      assertEquals((await prepared.run([0, 10])).value, interpret(hashes.kernel, [0, 10]), "the device goes on");
    }),
);

/** A device can be asked of an adapter only once. */
async function adapterOrThrow(): Promise<FoundAdapter> {
  const again = await findAdapter(navigator.gpu);
  if ("reason" in again) throw new Error(again.reason);
  return again;
}

gpuTest("a lost device fails the run by name, and the next session is fresh", async () => {
  const { loops } = compile({ expr: "x" }).wgsl("f32");
  const run = { loop: loops[0], start: 0, count: 10, captures: [1, 0] };
  const session = await GpuSession.open(await adapterOrThrow());
  const runner = await LoopRunner.create(session, run);
  session.close();
  const error = await assertRejects(() => runner.dispatch(), Error, "device lost");
  assertEquals(error.name, "DeviceLostError");
  assert(session.isBroken);
  const fresh = await GpuSession.open(await adapterOrThrow());
  const next = await LoopRunner.create(fresh, run);
  while (next.more) await next.dispatch();
  assertEquals(next.values()[0], 45);
  fresh.close();
});

gpuTest("a shader that the driver refuses, and one that asks too much, say so", async () => {
  const session = await GpuSession.open(await adapterOrThrow());
  const [loop] = compile({ expr: "x" }).wgsl("f32").loops;
  const refused = await assertRejects(() => session.shader({ ...loop, source: "fn main() { nonsense }" }), Error);
  assertEquals(refused.name, "GpuRefusalError");
  const reductions = Array.from({ length: 100_000 }, () => "sum" as const);
  await assertRejects(() => session.shader({ ...loop, reductions }), RangeError, "maxComputeWorkgroupStorageSize");
  assertEquals((await session.shader(loop)).pipeline instanceof GPUComputePipeline, true);
  session.close();
});

gpuTest(
  "a kernel of too many reductions is not supported, and says what it asks for",
  () =>
    withBackend(async (backend) => {
      const names = Array.from({ length: 200 }, (_, k) => `s${k}`);
      const kernel = `(n) => { ${names.map((name) => `let ${name} = 0;`).join(" ")}
      for (const i of prange(n)) { ${names.map((name, k) => `${name} += i * ${k};`).join(" ")} }
      return ${names.join(" + ")}; }`;
      await assertRejects(
        () => backend.prepare(compile({ kernel }), { jobs: 1, precision: "auto" }),
        UnsupportedError,
        "200 reductions",
      );
    }),
);

gpuTest("a device that gives a wrong bit offers neither f64 nor df64, and says so", async () => {
  const { device, grantsF64 } = await openDevice();
  const { getMappedRange } = GPUBuffer.prototype;
  GPUBuffer.prototype.getMappedRange = function (...range) {
    const bytes = getMappedRange.apply(this, range).slice(0);
    new Uint8Array(bytes)[bytes.byteLength - 8] ^= 1;
    return bytes;
  };
  try {
    const { precisions, refused } = await tryPrecisions({ device, grantsF64 });
    assertEquals(precisions, ["f32"]);
    assertStringIncludes(refused.df64!, NOT_EXACT);
    if (grantsF64) assertStringIncludes(refused.f64!, NOT_EXACT);
  } finally {
    GPUBuffer.prototype.getMappedRange = getMappedRange;
  }
});

gpuTest("the adapter is named, and a software one is said to be one", () =>
  withBackend(async (backend) => {
    const { label, software } = found as FoundAdapter;
    const { precisions, refused } = offer!;
    assertEquals(await backend.available(), {
      available: true,
      detail: `${software ? `${label}, a software adapter` : label}, computes in ${precisions.join(", ")}`,
      precisions,
      refused,
    });
  }));

/** A GPU that is not there; only what `findAdapter` reads. */
function fakeGpu(adapter: object | null): GPU {
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}

const LIMITS = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupsPerDimension: 65535,
  maxComputeWorkgroupStorageSize: 16384,
  maxStorageBuffersPerShaderStage: 8,
  maxStorageBufferBindingSize: 2 ** 27,
};
const INFO = { vendor: "acme", architecture: "", device: "", description: "" };

Deno.test("what is missing is told apart", async () => {
  const missing = [
    [undefined, "no navigator.gpu"],
    [fakeGpu(null), "no adapter"],
    [
      { requestAdapter: () => Promise.reject(new Error("no driver")) } as unknown as GPU,
      "apt-get install -y mesa-vulkan-drivers",
    ],
    [
      fakeGpu({ info: INFO, limits: { ...LIMITS, maxStorageBuffersPerShaderStage: 2 } }),
      "maxStorageBuffersPerShaderStage of 3, acme has 2",
    ],
  ] as const;
  for (const [gpu, text] of missing) {
    const missing = await findAdapter(gpu);
    assertStringIncludes("reason" in missing ? missing.reason : "available", text);
  }
});

Deno.test("an adapter is described by whatever it tells", async () => {
  const detail = async (info: object) => {
    const adapter = await findAdapter(fakeGpu({ info: { ...INFO, ...info }, limits: LIMITS })) as FoundAdapter;
    const availability = availabilityOf(adapter, { precisions: ["df64", "f32"], fused: true, refused: {} });
    return availability.available ? availability.detail : availability.reason;
  };
  assertEquals(await detail({}), "acme, computes in df64, f32");
  const spoilt = { precisions: ["f32"], fused: false, refused: { df64: `df64 ${NOT_EXACT}: choose f32` } } as const;
  const named = availabilityOf({ label: "acme", software: false } as FoundAdapter, spoilt);
  assertEquals(named.available && named.detail, "acme, computes in f32, df64 is not exact on this driver");
  assertEquals(await detail({ vendor: "" }), "an adapter without a name, computes in df64, f32");
  assertEquals(await detail({ description: "Big GPU" }), "Big GPU, computes in df64, f32");
  assertEquals(await detail({ isFallbackAdapter: true }), "acme, a software adapter, computes in df64, f32");
  assertEquals(
    await detail({ architecture: "swiftshader" }),
    "acme swiftshader, a software adapter, computes in df64, f32",
  );
});

Deno.test("errors of WebGPU get the name that says what to do", () => {
  assertEquals(nameGpuError({ message: "bad" } as GPUError).name, "GpuRefusalError");
  assertEquals(nameGpuError(new GPUOutOfMemoryError("full")).name, "OutOfMemoryError");
});

Deno.test("the size of workgroups is the fastest of those that long runs tried, and is kept", () => {
  const workgroups = new Workgroups(2);
  assertEquals(workgroups.next(null), 1);
  const [other, run] = [{}, {}];
  workgroups.note(workgroups.next(other), 1e9);
  const tried = [];
  for (let k = 0; k < 6; k++) {
    const together = workgroups.next(run);
    tried.push(together);
    workgroups.note(together, together === 2 ? 150 + k : 100);
  }
  assertEquals(tried.toSorted(), [1, 1, 1, 2, 2, 2], "another run's figures don't count");
  assertEquals([workgroups.next(run), workgroups.next(null)], [2, 2]);
});

Deno.test("the pace starts small and finds the iterations that take the time it aims at", () => {
  const pace = new Pace(50);
  const first = pace.next();
  assert(first <= 2 ** 14);
  pace.note(first, 0.5);
  pace.note(1e6, 25);
  assertEquals(pace.next(), 2e6);
  pace.note(2e6, 100);
  assertEquals(pace.next(), 1e6);
});

Deno.test("the pace grows by steps, so that iterations that cost more than those before don't take it by surprise", () => {
  const pace = new Pace(50);
  pace.note(pace.next(), 0.001);
  assertEquals(pace.next(), 4 * 2 ** 14);
  pace.note(4 * 2 ** 14, 25);
  assertEquals(pace.next(), 8 * 2 ** 14);
  pace.note(100, 0.1);
  assertEquals(pace.next(), 8 * 2 ** 14, "a short rest says nothing");
});

Deno.test("the pace of iterations with loops of their own starts with one", () => {
  const pace = new Pace(50, 1);
  assertEquals(pace.next(), 1);
  pace.note(0, 100);
  assertEquals(pace.next(), 1);
  pace.note(64, 100);
  assertEquals(pace.next(), 32);
});

Deno.test("minima and maxima of partials: nothing is infinite, and what is no number wins", () => {
  const [low, high] = [accumulatorOf("min"), accumulatorOf("max")];
  assertEquals([low.value(), high.value()], [Infinity, -Infinity]);
  for (const value of [3, -7, 5]) [low, high].forEach((accumulator) => accumulator.add(value, 0));
  assertEquals([low.value(), high.value()], [-7, 5]);
  low.add(NaN, 0);
  low.add(-9, 0);
  assertEquals(low.value(), NaN);
});

Deno.test("partials are added with compensation, and multiplied beyond the range of f64", () => {
  const sum = accumulatorOf("sum");
  for (const term of [1, 1e100, 1, -1e100]) sum.add(term, 0);
  assertEquals(sum.value(), 2);
  const unbounded = accumulatorOf("sum");
  for (const term of [1, Infinity, 1]) unbounded.add(term, 0);
  assertEquals(unbounded.value(), Infinity);
  const product = accumulatorOf("product");
  for (let k = 0; k < 100; k++) product.add(1.5, 100);
  for (let k = 0; k < 100; k++) product.add(1 / 1.5, -100);
  assert(Math.abs(product.value() - 1) < 1e-12);
  const zero = accumulatorOf("product");
  zero.add(0, 5000);
  assertEquals(zero.value(), 0);
});
