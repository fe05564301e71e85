import type { Precision } from "../backends/backend.ts";
import type { Kernel } from "../ir/mod.ts";
import { formatSignificant } from "../timeit/mod.ts";
import { magnitude } from "./magnitude.ts";

/**
 * How far a right result may lie from the serial one, as a share of the kernel's magnitude. Wide on purpose: an
 * ill-conditioned kernel is not a wrong backend. `perIteration` is what a sum in index order may gather.
 */
const TOLERANCES: Record<Exclude<Precision, "auto">, { readonly share: number; readonly perIteration: number }> = {
  f64: { share: 1e-9, perIteration: 2 ** -53 },
  df64: { share: 1e-7, perIteration: 2 ** -53 },
  f32: { share: 1e-3, perIteration: 2 ** -53 },
};

/** A kernel with a jump may see this many samples fall to the other side of it. */
const SAMPLES_ACROSS_A_JUMP = 4;

export interface CheckedValue {
  readonly value: number;
  readonly precision: Exclude<Precision, "auto">;
}

/**
 * Holds a backend's value against the serial one.
 *
 * @param checked The value, and the arithmetic that it was computed in.
 * @param serial The baseline's value.
 * @param run What was run: the kernel, its arguments, n, and whether fastmath allows to ignore NaN and infinities.
 * @returns What is wrong with it, or undefined.
 */
export function wrongValue(
  { value, precision }: CheckedValue,
  serial: number,
  run: { readonly kernel: Kernel; readonly args: readonly number[]; readonly n: number; readonly fastmath: boolean },
): string | undefined {
  if (Object.is(value, serial)) return undefined;
  const wrong = `wrong result: ${value} where serial gives ${serial}`;
  if (!Number.isFinite(value) || !Number.isFinite(serial)) {
    if (run.fastmath || Number.isFinite(value) === Number.isFinite(serial)) return undefined;
    return precision === "f32" && Number.isFinite(serial) ? `${wrong}; ${precision} ends at 3.4e38` : wrong;
  }
  const { share, perIteration } = TOLERANCES[precision];
  const allowed = share + run.n * perIteration + SAMPLES_ACROSS_A_JUMP / run.n;
  const error = Math.abs(value - serial);
  // Nearly always this decides, and the magnitude need not be estimated.
  if (error <= allowed * Math.abs(serial)) return undefined;
  const scale = magnitude(run.kernel, run.args);
  return error > allowed * scale ? `${wrong}; it should be within ${formatSignificant(allowed * scale)}` : undefined;
}
