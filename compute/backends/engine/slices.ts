import type { LoopRequest } from "../../codegen/target.ts";
import { nextTurn, SLICE_MS } from "./event_loop.ts";
import type { LocalLoops } from "./local_loops.ts";
import type { RunContext } from "./queued_kernel.ts";

/** Runs a loop on the calling thread in slices of some ms, between which the event loop turns. */
export async function runInSlices(
  loops: LocalLoops,
  request: LoopRequest,
  { signal, progress }: RunContext,
): Promise<Float64Array> {
  const reducer = loops.begin(request);
  const { blocks } = reducer.plan(request);
  for (let done = 0; reducer.more;) {
    const end = performance.now() + SLICE_MS;
    do {
      reducer.step();
      done++;
    } while (reducer.more && performance.now() < end);
    progress.loop(request.loop, done / blocks);
    if (!reducer.more) break;
    await nextTurn();
    signal.throwIfAborted();
  }
  return reducer.values(request.initial);
}
