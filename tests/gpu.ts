/** What tests of WebGPU share: the adapter, or why there is none. */
import { findAdapter, type FoundAdapter, type OpenDevice, requestDevice } from "../compute/backends/webgpu/adapter.ts";
import { type Offer, tryPrecisions } from "../compute/backends/webgpu/canary.ts";
import { GpuSession } from "../compute/backends/webgpu/session.ts";
import { LoopRunner } from "../compute/backends/webgpu/loop_runner.ts";
import { instantiateDriver } from "../compute/codegen/js/mod.ts";
import type { LoopRequest } from "../compute/codegen/target.ts";
import { DIGITS, type ShaderPrecision, type WgslCode, wgslTarget } from "../compute/codegen/wgsl/mod.ts";
import { COMBINE, type Kernel } from "../compute/ir/mod.ts";
import { optimize } from "../compute/optimize/mod.ts";
import type { LoadedLoops } from "./codegen/conformance.ts";

/** The adapter that tests use; without one they are skipped, but where CI is set they fail. */
export async function adapterForTests(): Promise<FoundAdapter | { readonly reason: string }> {
  const found = await findAdapter(navigator.gpu);
  if ("reason" in found && Deno.env.get("CI") === "true") throw new Error(`tests need WebGPU here: ${found.reason}`);
  return found;
}

/** A device of the test's own, and what it computes in; opened once. An adapter gives one device only. */
export function openDevice(): Promise<OpenDevice & { readonly offer: Offer }> {
  return opened ??= (async () => {
    const device = await requestDevice(await findAdapter(navigator.gpu) as FoundAdapter);
    return { ...device, offer: await tryPrecisions(device) };
  })();
}

let opened: Promise<OpenDevice & { readonly offer: Offer }> | null = null;

/** All precisions of shaders, the best first. */
export const PRECISIONS = ["f64", "df64", "f32"] as const satisfies readonly ShaderPrecision[];

/** As `gpuTests`, for tests that compute in a precision, which an adapter may not have. */
export async function precisionTests(found: FoundAdapter | { readonly reason: string }) {
  const refused = "reason" in found ? {} : (await openDevice()).offer.refused;
  return (precision: ShaderPrecision) => gpuTests(refused[precision] ? { reason: refused[precision] } : found);
}

/** A registrar of tests that need the adapter: those are skipped by name where there is none. */
export function gpuTests(found: FoundAdapter | { readonly reason: string }) {
  const reason = "reason" in found ? found.reason : null;
  return (name: string, fn: (adapter: FoundAdapter) => Promise<void>) =>
    Deno.test({
      name: reason === null ? name : `${name} (skipped: ${reason})`,
      ignore: reason !== null,
      fn: () => fn(found as FoundAdapter),
    });
}

/** A kernel's loops, run on a session of the test's own. */
export function loopsOn(session: GpuSession, { driver, loops }: WgslCode): LoadedLoops {
  const run = async ({ loop, start, count, captures, initial }: LoopRequest) => {
    const runner = await LoopRunner.create(session, { loop: loops[loop], start, count, captures });
    while (runner.more) await runner.dispatch();
    const values = runner.values();
    return initial.map((value, r) => COMBINE[loops[loop].reductions[r]](value, values[r]));
  };
  return { driver: instantiateDriver(driver), run };
}

/** A kernel as shaders. */
export function shadersOf(kernel: Kernel, precision: ShaderPrecision = "f32"): WgslCode {
  const options = { target: "wgsl", fastmath: false, digits: DIGITS[precision] } as const;
  return wgslTarget(precision).generate(optimize(kernel, options), options);
}

/** A kernel as a function that runs its loops on a session. */
export function runOn(
  session: GpuSession,
  kernel: Kernel,
  precision: ShaderPrecision = "f32",
): (args: readonly number[]) => Promise<number> {
  const { driver, run } = loopsOn(session, shadersOf(kernel, precision));
  return async (args) => {
    const steps = driver(args);
    let step = steps.next();
    while (!step.done) step = steps.next(await run(step.value));
    return step.value;
  };
}

/** One session for all tests of a file, opened for the first of them. */
export function sharedSession(): (found: FoundAdapter) => Promise<GpuSession> {
  let session: Promise<GpuSession> | null = null;
  return (found) => session ??= GpuSession.open(found);
}
