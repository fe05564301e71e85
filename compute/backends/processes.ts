import { ProcessPoolExecutor, task } from "../futures/mod.ts";
import type { LoopRequest } from "../codegen/target.ts";
import type { Availability, Backend } from "./backend.ts";
import { drive } from "./engine/drive.ts";
import { createEngineBackend } from "./engine/engine_backend.ts";
import { type JsParts, jsParts } from "./engine/kernel_parts.ts";
import { LocalLoops } from "./engine/local_loops.ts";
import { combineGroups, nodeLength } from "./engine/pairwise.ts";
import { planBlocks } from "./engine/plan.ts";
import type { runChunk } from "./engine/process_task.ts";
import { QueuedKernel, type RunContext } from "./engine/queued_kernel.ts";
import { SharedResource } from "./engine/shared_resource.ts";

const RUN_CHUNK = task<typeof runChunk>(new URL("./engine/process_task.ts", import.meta.url).href, "runChunk");

/** Chunks per job, about: enough for balance, few enough not to wait for messages. */
const CHUNKS_PER_JOB = 4;

/** Loops of fewer blocks run on the calling thread: messages there and back would take longer. The bits are the same. */
const INLINE_BLOCKS = 8;

/** The one process pool. */
export class ProcessResource extends SharedResource<ProcessPoolExecutor> {
  constructor() {
    super(() => new ProcessPoolExecutor({ maxWorkers: 1, modules: [RUN_CHUNK.module] }));
  }
}

/** JavaScript in processes that share nothing, as the lecture's process pool. */
export function createProcessesBackend(processes: ProcessResource): Backend {
  const backend: Backend = createEngineBackend({
    name: "processes",
    target: "js",
    executor: "processes",
    usesJobs: true,
    summary: "JavaScript in processes without permissions, which share nothing and exchange messages.",
    lecture: [{ name: "process pool", ms: 16.6 }, { name: "joblib multiprocessing", ms: 290 }],
    available,
    warmUp: ({ jobs }) => processes.acquire(backend).grow(jobs),
    async prepare(kernel, { jobs }) {
      const pool = processes.acquire(backend);
      await pool.grow(jobs);
      return new ProcessKernel(jsParts(kernel), pool, jobs);
    },
    close: () => processes.release(backend),
  });
  return backend;
}

function available(): Availability {
  if (typeof Deno === "undefined" || typeof Deno.Command === "undefined") {
    return { available: false, reason: "a browser can't start processes: run it with Deno" };
  }
  return { available: true };
}

class ProcessKernel extends QueuedKernel {
  readonly #parts: JsParts;
  readonly #local: LocalLoops;
  readonly #pool: ProcessPoolExecutor;
  readonly #jobs: number;

  constructor(parts: JsParts, pool: ProcessPoolExecutor, jobs: number) {
    super(parts.parameters, parts.loops.length, parts.watch);
    this.#parts = parts;
    this.#local = new LocalLoops(parts.code, parts.loops, parts.watch);
    this.#pool = pool;
    this.#jobs = jobs;
  }

  protected override compute(args: readonly number[], context: RunContext): Promise<number> {
    return drive(this.#parts.driver, args, (request) => this.#runLoop(request, context));
  }

  protected override release(): Promise<void> {
    return Promise.resolve();
  }

  async #runLoop(request: LoopRequest, { signal, progress }: RunContext): Promise<Float64Array> {
    const { kinds, cost, mayLast } = this.#parts.loops[request.loop];
    const { blocks, blocksPerGroup, groups } = planBlocks(request.count, cost);
    if (blocks < INLINE_BLOCKS && !mayLast) return this.#local.run(request);
    const nodes = new Float64Array(groups * nodeLength(kinds));
    const chunk = Math.max(1, Math.ceil(groups / (CHUNKS_PER_JOB * this.#jobs)));
    let next = 0;
    let finished = 0;
    const underWay = new Map<number, number>();
    const report = () => {
      let done = finished * blocksPerGroup;
      for (const blocksDone of underWay.values()) done += blocksDone;
      progress.loop(request.loop, done / blocks);
    };
    // A failure ends the chunks of the others.
    const failure = new AbortController();
    const ended = AbortSignal.any([signal, failure.signal]);

    /** Runs chunk after chunk until none is left. */
    const lane = async () => {
      while (next < groups) {
        const first = next;
        const end = next = Math.min(first + chunk, groups);
        const onProgress = (blocksDone: number) => {
          underWay.set(first, blocksDone);
          report();
        };
        const { code, loops } = this.#parts;
        const call = this.#pool.submitWith({ signal: ended, onProgress }, RUN_CHUNK, {
          code,
          loops,
          request,
          first,
          end,
        });
        nodes.set(await call, first * nodeLength(kinds));
        underWay.delete(first);
        finished += end - first;
        report();
      }
    };
    // Where the pool has no more processes than jobs, each has a chunk waiting while it runs another.
    const lanes = this.#pool.maxWorkers === this.#jobs ? 2 * this.#jobs : this.#jobs;
    try {
      await Promise.all(Array.from({ length: lanes }, lane));
    } catch (error) {
      failure.abort(error);
      throw error;
    }
    return combineGroups(kinds, nodes, groups, request.initial);
  }
}
