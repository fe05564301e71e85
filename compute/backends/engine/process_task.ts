/** The task that processes run for the backends; the module that they are started with. */
import { reportProgress, taskSignal } from "../../futures/mod.ts";
import type { LoopRequest } from "../../codegen/target.ts";
import { nextTurn, SLICE_MS } from "./event_loop.ts";
import { LocalLoops } from "./local_loops.ts";
import type { LoopCode } from "./loop_code.ts";
import type { LoopShape } from "./plan.ts";

/** A chunk of a loop: some of its groups. */
export interface Chunk {
  readonly code: Extract<LoopCode, { target: "js" }>;
  readonly loops: readonly LoopShape[];
  readonly request: LoopRequest;
  /** The first group, and the one after the last. */
  readonly first: number;
  readonly end: number;
}

/** How many kernels a process keeps instances of. */
const KEPT = 16;

/** Instances by their source: a process that replaces another need not be told anything first. */
const instances = new Map<string, LocalLoops>();

/**
 * Runs a chunk, in slices between which the abort of the call is heard, and reports how many of its blocks are done.
 *
 * @returns The groups' nodes of the tree.
 */
export async function runChunk({ code, loops, request, first, end }: Chunk): Promise<Float64Array> {
  const reducer = instanceOf(code, loops).bind(request);
  const plan = reducer.plan(request);
  const nodes = new Float64Array((end - first) * reducer.nodeLength);
  const signal = taskSignal();
  let sliceEnd = performance.now() + SLICE_MS;
  let done = 0;
  for (let group = first; group < end; group++) {
    reducer.beginGroup(request, plan, group);
    while (reducer.more) {
      reducer.step();
      done++;
      if (performance.now() < sliceEnd) continue;
      reportProgress(done);
      await nextTurn();
      signal.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
    reducer.node(nodes, (group - first) * reducer.nodeLength);
  }
  return nodes;
}

function instanceOf(code: Chunk["code"], loops: readonly LoopShape[]): LocalLoops {
  let local = instances.get(code.loops);
  if (!local) {
    if (instances.size >= KEPT) instances.delete(instances.keys().next().value!);
    instances.set(code.loops, local = new LocalLoops(code, loops));
  }
  return local;
}
