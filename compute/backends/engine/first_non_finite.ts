import { instantiateJs } from "../../codegen/js/instantiate.ts";
import type { LoopRequest, LoopRunner } from "../../codegen/target.ts";
import type { CompiledKernel } from "../../pipeline.ts";
import { nextTurn, SLICE_MS } from "./event_loop.ts";
import { jsParts } from "./kernel_parts.ts";
import { LONGEST_BLOCK } from "./plan.ts";

/** Where a kernel's result first ceased to be a finite number. */
export interface NonFinite {
  /** Which parallel loop, in source order. */
  readonly loop: number;
  /** The value of the loop's index. */
  readonly index: number;
  /** What the accumulator became: NaN or an infinity. */
  readonly value: number;
}

export interface SearchLimits {
  readonly signal?: AbortSignal;
  /** In ms; the search then ends without an answer. Default 1000. */
  readonly timeLimit?: number;
}

/**
 * Finds the first iteration, in index order, after which an accumulator that was finite isn't any more. An infinity or
 * NaN never becomes finite again by addition or multiplication, so that within a block the iteration is found by
 * halving.
 *
 * @returns Null if there is none, or the time is up.
 */
export async function firstNonFinite(
  kernel: CompiledKernel,
  args: readonly number[],
  { signal, timeLimit = 1000 }: SearchLimits = {},
): Promise<NonFinite | null> {
  const { driver, code } = jsParts(kernel);
  const runner = instantiateJs(code.loops);
  const deadline = performance.now() + timeLimit;
  const steps = driver(args);
  for (let step = steps.next(); !step.done;) {
    const accumulators = Float64Array.from(step.value.initial);
    for await (const found of searchLoop(runner, step.value, accumulators)) {
      signal?.throwIfAborted();
      if (found) return found;
      if (performance.now() > deadline) return null;
    }
    step = steps.next(accumulators);
  }
  return null;
}

/** Runs a loop on its accumulators; yields null now and then, and what was found. */
async function* searchLoop(
  runner: LoopRunner,
  { loop, start, count, captures, initial }: LoopRequest,
  accumulators: Float64Array,
): AsyncGenerator<NonFinite | null, void, undefined> {
  /** The first accumulator that isn't finite, but was at the start. */
  const broken = (values: Float64Array) =>
    values.findIndex((value, r) => !Number.isFinite(value) && Number.isFinite(initial[r]));
  runner.bind(loop, captures);
  let sliceEnd = performance.now() + SLICE_MS;
  for (let done = 0; done < count; done += LONGEST_BLOCK) {
    const before = accumulators.slice();
    const size = Math.min(LONGEST_BLOCK, count - done);
    runner.run(loop, start + done, size, accumulators, 0);
    if (broken(accumulators) >= 0) {
      yield halve(runner, loop, start + done, size, before, broken);
      return;
    }
    if (performance.now() < sliceEnd) continue;
    await nextTurn();
    sliceEnd = performance.now() + SLICE_MS;
    yield null;
  }
}

/** Finds the iteration in a block that is known to hold it. */
function halve(
  runner: LoopRunner,
  loop: number,
  first: number,
  count: number,
  before: Float64Array,
  broken: (values: Float64Array) => number,
): NonFinite {
  let good = before;
  while (true) {
    const half = Math.ceil(count / 2);
    const after = good.slice();
    runner.run(loop, first, half, after, 0);
    const culprit = broken(after);
    if (culprit < 0) {
      good = after;
      first += half;
      count -= half;
    } else if (count === 1) {
      return { loop, index: first, value: after[culprit] };
    } else {
      count = half;
    }
  }
}
