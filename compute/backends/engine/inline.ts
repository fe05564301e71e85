import { UnsupportedError } from "../../errors.ts";
import type { CompiledKernel } from "../../pipeline.ts";
import { driveSync } from "./drive.ts";
import { jsParts, type KernelParts, wasmParts } from "./kernel_parts.ts";
import { LocalLoops } from "./local_loops.ts";

/**
 * Readies a kernel to be called on this thread, at once: as the backend `wasm` computes it or, where there is no
 * WebAssembly SIMD, as `async` does.
 *
 * @param kernel The kernel.
 * @returns A function of the kernel's arguments that blocks until it has the value.
 */
export function prepareInline(kernel: CompiledKernel): (args: readonly number[]) => number {
  const { driver, code, loops } = partsFor(kernel);
  const local = new LocalLoops(code, loops);
  return (args) => driveSync(driver, args, (request) => local.run(request));
}

function partsFor(kernel: CompiledKernel): KernelParts {
  if (typeof WebAssembly === "undefined") return jsParts(kernel);
  try {
    return wasmParts(kernel);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof UnsupportedError) return jsParts(kernel);
    throw error;
  }
}
