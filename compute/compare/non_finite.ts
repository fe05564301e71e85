import { firstNonFinite } from "../backends/mod.ts";
import type { MeasuredKernel } from "./measurement.ts";
import type { CompareRequest } from "./types.ts";

/**
 * Says where a kernel's value first ceased to be finite.
 *
 * @param measured The kernel, and the arguments that it was run with.
 * @param run What was asked for, and n.
 * @param signal Ends the search.
 * @returns E.g. `first not finite at x = 0 (iteration 0): Infinity`; undefined where it isn't found in good time.
 */
export async function describeNonFinite(
  { compiled, args }: MeasuredKernel,
  { request, n }: { readonly request: CompareRequest; readonly n: number },
  signal?: AbortSignal,
): Promise<string | undefined> {
  const found = await firstNonFinite(compiled, args, { signal });
  if (!found) return undefined;
  const { loop, index, value } = found;
  if ("expr" in request.source) {
    const { a, b } = request.args;
    return `first not finite at x = ${a + index * ((b - a) / n)} (iteration ${index}): ${value}`;
  }
  return `first not finite at iteration ${index} of loop ${loop + 1}: ${value}`;
}
