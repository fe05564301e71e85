/**
 * The tasks that the GPU's own thread runs: WebGPU's waiting blocks a thread in Deno, and mustn't block the program's.
 * The one open device is this thread's.
 */
import { bindLoop, tileLength, type WgslLoop, writeTiles } from "../../codegen/wgsl/mod.ts";
import { reportProgress, taskSignal } from "../../futures/mod.ts";
import type { Availability } from "../backend.ts";
import { nextTurn } from "../engine/event_loop.ts";
import { accumulatorOf } from "./accumulate.ts";
import { availabilityOf, findAdapter } from "./adapter.ts";
import { GpuSession } from "./session.ts";

/** Workgroups of one dispatch, at most: the least that every device allows. */
const MOST_TILES = 65535;

/** What is asked of a loop, as in `LoopRequest`. */
export interface LoopRun {
  readonly loop: WgslLoop;
  readonly start: number;
  readonly count: number;
  readonly captures: Float64Array;
}

let session: GpuSession | null = null;

/** Whether there is an adapter, and which. */
export async function probe(): Promise<Availability> {
  return availabilityOf(await findAdapter(gpuOfThread()));
}

/** Opens the device, if it isn't open. */
export async function open(): Promise<void> {
  await openSession();
}

/** Compiles the shaders of a kernel, and keeps them. */
export async function load(loops: readonly WgslLoop[]): Promise<void> {
  const gpu = await openSession();
  for (const loop of loops) await gpu.shader(loop);
}

/**
 * Runs a loop, in dispatches short enough to be cancelled between.
 *
 * @returns What its reductions add up to, initial values left out.
 */
export async function run({ loop, start, count, captures }: LoopRun): Promise<Float64Array> {
  const gpu = await openSession();
  const shader = await gpu.shader(loop);
  const { parameters, columns, corrections } = bindLoop(loop.inputs, captures);
  const totals = loop.reductions.map(accumulatorOf);
  const length = tileLength(count);
  const most = Math.min(MOST_TILES, Math.ceil(count / length));
  for (let first = 0; first * length < count;) {
    const tiles = Math.min(most, Math.ceil(count / length) - first, Math.ceil(shader.pace.next() / length));
    const words = new Uint32Array(tiles * loop.tileWords);
    writeTiles({ start, count, first, tiles }, columns, loop.tileWords, words.buffer);
    const bytes = tiles * totals.length * 2 * Float32Array.BYTES_PER_ELEMENT;
    const started = performance.now();
    const partials = await gpu.run({ shader, parameters, tiles: words, count: tiles, bytes });
    shader.pace.note(tiles * length, performance.now() - started);
    for (let p = 0; p < partials.length; p += 2) {
      totals[(p / 2) % totals.length].add(partials[p], partials[p + 1]);
    }
    first += tiles;
    if (first * length >= count) break;
    reportProgress(first * length / count);
    await nextTurn();
    taskSignal().throwIfAborted();
  }
  return Float64Array.from(totals, (total, r) => total.value() * corrections[r]);
}

/** Gives the device back. */
export function close(): void {
  session?.close();
  session = null;
}

/** The open session; a fresh one, if there is none or its device was lost. */
async function openSession(): Promise<GpuSession> {
  if (session?.isLost) close();
  if (session) return session;
  const found = await findAdapter(gpuOfThread());
  if ("reason" in found) throw new Error(`WebGPU is not available: ${found.reason}`);
  return session = await GpuSession.open(found);
}

function gpuOfThread(): GPU | undefined {
  return (globalThis.navigator as Navigator | undefined)?.gpu;
}
