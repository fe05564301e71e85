/** Random kernels on a target, held to the interpreter within what the target's arithmetic allows. */
import { assert } from "@std/assert";
import fc from "fast-check";
import type { LoopRequest } from "../../compute/codegen/target.ts";
import type { Kernel } from "../../compute/ir/mod.ts";
import { parseKernel } from "../../compute/lang/mod.ts";
import { kernelArguments, kernelSources, type Vocabulary } from "../generators.ts";
import type { LoadedLoops } from "./conformance.ts";
import { type Arithmetic, errorBounds } from "./error_bounds.ts";

export interface RandomKernelsOptions {
  /** How many kernels. */
  readonly numRuns: number;
  /** The most iterations; 40 if absent. */
  readonly most?: number;
  /** What the kernels may use; everything if absent. */
  readonly vocabulary?: Partial<Vocabulary>;
}

/**
 * Runs tame random kernels on a target, loop by loop.
 *
 * @param load Makes the target's loops of a kernel.
 * @param arithmetic How well the target computes.
 */
export async function holdRandomKernels(
  load: (kernel: Kernel) => LoadedLoops | Promise<LoadedLoops>,
  arithmetic: Arithmetic,
  { numRuns, most = 40, vocabulary }: RandomKernelsOptions,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(kernelSources(vocabulary), kernelArguments(most), async (source, args) => {
      const kernel = parseKernel(source);
      await holdWithinBounds(kernel, await load(kernel), args, arithmetic);
    }),
    { numRuns },
  );
}

/** Runs one kernel on a target, each loop from exact results of those before it. */
export async function holdWithinBounds(
  kernel: Kernel,
  loaded: LoadedLoops,
  args: readonly number[],
  arithmetic: Arithmetic,
): Promise<void> {
  const references = errorBounds(kernel, args, arithmetic);
  const candidates = loaded.driver(args);
  let expected = references.next();
  let actual = candidates.next();
  while (!expected.done) {
    const { loop, count, values, errors } = expected.value;
    const request = actual.value as LoopRequest;
    assert(!actual.done && request.loop === loop && request.count === count, "the target asks for other loops");
    const results = await loaded.run(request);
    values.forEach((value, r) => holds(results[r], value, errors[r], `reduction ${r} of loop ${loop}`));
    expected = references.next();
    actual = candidates.next(values);
  }
  assert(actual.done, "the target asks for more loops");
  holds(actual.value as number, expected.value.value, expected.value.error, "the kernel");
}

function holds(actual: number, expected: number, allowed: number, what: string): void {
  const near = Object.is(actual, expected) || Math.abs(actual - expected) <= allowed;
  assert(near || allowed === Infinity, `${what} is ${actual} and not ${expected}, allowed ${allowed}`);
}
