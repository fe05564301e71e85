import type { Backend, RunOutcome } from "./backend.ts";
import { drive, driveSync } from "./engine/drive.ts";
import { createEngineBackend } from "./engine/engine_backend.ts";
import { type KernelParts, wasmParts } from "./engine/kernel_parts.ts";
import { LocalLoops } from "./engine/local_loops.ts";
import { QueuedKernel, type RunContext } from "./engine/queued_kernel.ts";
import { runInSlices } from "./engine/slices.ts";

/** WebAssembly SIMD on the calling thread: one core of compiled code. */
export function createWasmBackend(): Backend {
  return createEngineBackend({
    name: "wasm",
    target: "wasm",
    executor: "inline",
    usesJobs: false,
    summary: "WebAssembly SIMD on one core.",
    lecture: [],
    prepare: (kernel) => new InlineKernel(wasmParts(kernel)),
  });
}

class InlineKernel extends QueuedKernel {
  readonly #parts: KernelParts;
  readonly #local: LocalLoops;

  constructor(parts: KernelParts) {
    super(parts.parameters, parts.loops.length, parts.watch);
    this.#parts = parts;
    this.#local = new LocalLoops(parts.code, parts.loops, parts.watch);
  }

  runSync(args: readonly number[]): RunOutcome {
    return this.timed(args, () => driveSync(this.#parts.driver, args, (request) => this.#local.run(request)));
  }

  protected override compute(args: readonly number[], context: RunContext): Promise<number> {
    return drive(this.#parts.driver, args, (request) => runInSlices(this.#local, request, context));
  }

  protected override release(): Promise<void> {
    return Promise.resolve();
  }
}
