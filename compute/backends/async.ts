import type { LoopRequest } from "../codegen/target.ts";
import type { Backend } from "./backend.ts";
import type { BlockReducer } from "./engine/block_reducer.ts";
import { drive } from "./engine/drive.ts";
import { createEngineBackend } from "./engine/engine_backend.ts";
import { nextTurn, SLICE_MS } from "./engine/event_loop.ts";
import { jsParts, type KernelParts } from "./engine/kernel_parts.ts";
import { LocalLoops } from "./engine/local_loops.ts";
import { combineGroups, nodeLength } from "./engine/pairwise.ts";
import { type BlockPlan, planBlocks } from "./engine/plan.ts";
import { QueuedKernel, type RunContext } from "./engine/queued_kernel.ts";

/**
 * JavaScript as concurrent tasks on one event loop: they take turns, and none runs while another does, as threads do
 * under the GIL.
 */
export function createAsyncBackend(): Backend {
  return createEngineBackend({
    name: "async",
    target: "js",
    executor: "event-loop tasks",
    usesJobs: true,
    summary: "JavaScript tasks that take turns on one event loop: what threads are under the GIL.",
    lecture: [{ name: "thread pool, under the GIL", ms: 142 }, { name: "joblib threading", ms: 104 }],
    prepare: (kernel, { jobs }) => new AsyncKernel(jsParts(kernel), jobs),
  });
}

/** One loop, while its tasks take turns. */
interface SharedRun {
  readonly request: LoopRequest;
  readonly plan: BlockPlan;
  readonly nodes: Float64Array;
  nextGroup: number;
  blocksDone: number;
}

class AsyncKernel extends QueuedKernel {
  readonly #parts: KernelParts;
  readonly #jobs: number;
  readonly #local: LocalLoops;

  constructor(parts: KernelParts, jobs: number) {
    super(parts.parameters, parts.loops.length, parts.watch);
    this.#parts = parts;
    this.#jobs = jobs;
    this.#local = new LocalLoops(parts.code, parts.loops, parts.watch);
  }

  protected override compute(args: readonly number[], context: RunContext): Promise<number> {
    return drive(this.#parts.driver, args, (request) => this.#runLoop(request, context));
  }

  protected override release(): Promise<void> {
    return Promise.resolve();
  }

  async #runLoop(request: LoopRequest, context: RunContext): Promise<Float64Array> {
    const { kinds, cost } = this.#parts.loops[request.loop];
    const plan = planBlocks(request.count, cost);
    const nodes = new Float64Array(plan.groups * nodeLength(kinds));
    const run: SharedRun = { request, plan, nodes, nextGroup: 0, blocksDone: 0 };
    this.#local.bind(request);
    const tasks = Array.from({ length: Math.min(this.#jobs, plan.groups) }, (_, task) => {
      const reducer = task === 0 ? this.#local.bind(request) : this.#local.createReducer(request.loop);
      return this.#runTask(run, reducer, context);
    });
    // All of them, so that none goes on beyond the end of a run that failed.
    const failed = (await Promise.allSettled(tasks)).find((task) => task.status === "rejected");
    if (failed) throw failed.reason;
    return combineGroups(kinds, nodes, plan.groups, request.initial);
  }

  /** Claims groups and runs them; after each slice, the other tasks and the event loop have their turn. */
  async #runTask(run: SharedRun, reducer: BlockReducer, { signal, progress }: RunContext): Promise<void> {
    const { request, plan, nodes } = run;
    const slice = SLICE_MS / this.#jobs;
    let end = performance.now() + slice;
    while (run.nextGroup < plan.groups) {
      const group = run.nextGroup++;
      reducer.beginGroup(request, plan, group);
      while (reducer.more) {
        reducer.step();
        run.blocksDone++;
        if (performance.now() < end || run.blocksDone === plan.blocks) continue;
        progress.loop(request.loop, run.blocksDone / plan.blocks);
        await nextTurn();
        signal.throwIfAborted();
        end = performance.now() + slice;
      }
      reducer.node(nodes, group * reducer.nodeLength);
    }
  }
}
