/**
 * The tasks that the GPU's own thread runs: WebGPU's waiting blocks a thread in Deno, and mustn't block the program's.
 */
import type { WgslLoop } from "../../codegen/wgsl/mod.ts";
import { abortError } from "../../errors.ts";
import { reportProgress, taskSignal } from "../../futures/mod.ts";
import type { Availability, GpuTimes } from "../backend.ts";
import { nextTurn } from "../engine/event_loop.ts";
import { availabilityOf, findAdapter, type FoundAdapter } from "./adapter.ts";
import { type LoopRun, LoopRunner } from "./loop_runner.ts";
import { GpuSession } from "./session.ts";
import { addTimes } from "./timestamps.ts";

/** What a loop came to. */
export interface LoopOutcome {
  /** What its reductions add up to, initial values left out. */
  readonly values: Float64Array;
  /** Where its time went, if it was asked for. */
  readonly times?: GpuTimes;
}

/** This thread's device. */
let session: GpuSession | null = null;

/** Whether there is an adapter, which, and what it computes in, of which its device is asked. */
export async function probe(): Promise<Availability> {
  const found = await findAdapter(gpuOfThread());
  if ("reason" in found) return { available: false, reason: found.reason };
  // A device that was lost meanwhile, or couldn't be had, is no reason to do without the adapter.
  const { offer } = await openSession(found).catch(() => openSession());
  return availabilityOf(found, offer);
}

/** Opens the device, if it isn't open. */
export async function open(): Promise<void> {
  await openSession();
}

/**
 * Compiles the shaders of a kernel, and keeps them.
 *
 * @returns How long that took, in ms.
 */
export async function load(loops: readonly WgslLoop[]): Promise<number> {
  const gpu = await openSession();
  const before = gpu.compileMs;
  for (const loop of loops) await gpu.shader(loop);
  return gpu.compileMs - before;
}

/**
 * Runs a loop, in dispatches short enough to be cancelled between.
 *
 * @param abort A shared word that is 1 once the caller has no use for the result. Where memory can't be shared, the
 * task's signal says so; it hears of it later, since a thread that is hardly ever idle is slow to take messages.
 */
export async function run(request: LoopRun, abort: Int32Array | null): Promise<LoopOutcome> {
  const gpu = await openSession();
  const before = gpu.compileMs;
  const runner = await LoopRunner.create(gpu, request);
  while (runner.more) {
    await runner.dispatch();
    if (!runner.more) break;
    reportProgress(runner.progress);
    await nextTurn();
    if (abort && Atomics.load(abort, 0) !== 0) throw abortError();
    taskSignal().throwIfAborted();
  }
  const values = runner.values();
  return request.profile ? { values, times: addTimes(runner.times, { compile: gpu.compileMs - before }) } : { values };
}

/** Gives the device back. */
export function close(): void {
  session?.close();
  session = null;
}

/** The open session; a fresh one, if there is none or it broke. */
async function openSession(known?: FoundAdapter): Promise<GpuSession> {
  if (session?.isBroken) close();
  if (session) return session;
  const found = known ?? await findAdapter(gpuOfThread());
  if ("reason" in found) throw new Error(`WebGPU is not available: ${found.reason}`);
  return session = await GpuSession.open(found);
}

function gpuOfThread(): GPU | undefined {
  return (globalThis.navigator as Navigator | undefined)?.gpu;
}
