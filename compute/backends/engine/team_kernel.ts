import { task, type Team, type TeamFactory, type ThreadPoolExecutor } from "../../futures/mod.ts";
import type { LoopRequest } from "../../codegen/target.ts";
import type { RunOutcome } from "../backend.ts";
import { Board, createBoardMemory } from "./board.ts";
import { drive, driveSync } from "./drive.ts";
import { LocalLoops } from "./local_loops.ts";
import { INLINE_BLOCKS, planBlocks } from "./plan.ts";
import { combineGroups } from "./pairwise.ts";
import type { joinKernel, KernelContext } from "./kernel_task.ts";
import type { KernelParts } from "./kernel_parts.ts";
import { QueuedKernel, type RunContext } from "./queued_kernel.ts";

/** How often progress is looked at, in ms. */
const PROGRESS_MS = 40;

/** Where a team's kernel runs. */
export interface TeamPlace {
  readonly pool: ThreadPoolExecutor;
  readonly jobs: number;
  /** The URL of the module `kernel_task.ts`. */
  readonly kernelModule: string;
}

/** A kernel that threads of a pool run together. */
export class TeamKernel extends QueuedKernel {
  readonly #parts: KernelParts;
  readonly #local: LocalLoops;
  readonly #board: Board;
  readonly #team: Team;
  readonly #jobs: number;
  readonly runSync?: (args: readonly number[]) => RunOutcome;

  private constructor(parts: KernelParts, local: LocalLoops, board: Board, team: Team) {
    super(parts.parameters, parts.loops.length);
    this.#parts = parts;
    this.#local = local;
    this.#board = board;
    this.#team = team;
    this.#jobs = team.size;
    if (canBlock()) this.runSync = (args) => this.#runSync(args);
  }

  /** Sends a kernel to the threads of a pool, while making the caller's own instance. */
  static async prepare(parts: KernelParts, { pool, jobs, kernelModule }: TeamPlace): Promise<TeamKernel> {
    const { code, loops } = parts;
    const memory = createBoardMemory(jobs + 1, loops);
    const factory = task<TeamFactory<KernelContext> & typeof joinKernel>(kernelModule, "joinKernel");
    const team = pool.team<KernelContext>(factory, { code, loops, memory }, jobs);
    const local = new LocalLoops(code, loops);
    return new TeamKernel(parts, local, new Board(memory), await team);
  }

  protected override compute(args: readonly number[], context: RunContext): Promise<number> {
    return drive(this.#parts.driver, args, (request) => this.#runLoop(request, context));
  }

  protected override release(): Promise<void> {
    return this.#team[Symbol.asyncDispose]();
  }

  /** The threads compute, all of them; this thread's event loop stays free. */
  async #runLoop(request: LoopRequest, { signal, progress }: RunContext): Promise<Float64Array> {
    const { blocks } = planBlocks(request.count);
    if (blocks < INLINE_BLOCKS) return this.#local.run(request);
    this.#board.post(request);
    const run = this.#team.start();
    const onAbort = () => {
      this.#board.abort();
      run.recall();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    const timer = progress.wanted
      ? setInterval(() => progress.loop(request.loop, this.#board.progress()), PROGRESS_MS)
      : undefined;
    try {
      await run.finished();
    } finally {
      clearInterval(timer);
      signal.removeEventListener("abort", onAbort);
    }
    signal.throwIfAborted();
    progress.loop(request.loop, 1);
    return this.#combine(request);
  }

  #runSync(args: readonly number[]): RunOutcome {
    return this.timed(args, () => driveSync(this.#parts.driver, args, (request) => this.#runLoopSync(request)));
  }

  /** This thread computes too, instead of waiting; threads that come too late are excused. */
  #runLoopSync(request: LoopRequest): Float64Array {
    const { groups } = planBlocks(request.count);
    const helpers = Math.min(this.#jobs, groups) - 1;
    if (groups < INLINE_BLOCKS || helpers < 1) return this.#local.run(request);
    this.#board.post(request);
    const run = this.#team.start(helpers);
    try {
      this.#local.takePart(this.#board, this.#jobs);
    } finally {
      run.recall();
      run.wait();
    }
    return this.#combine(request);
  }

  #combine(request: LoopRequest): Float64Array {
    const { groups } = planBlocks(request.count);
    return combineGroups(this.#parts.loops[request.loop], this.#board.partials, groups, request.initial);
  }
}

/** Whether this thread may block: a browser's main thread may not. */
function canBlock(): boolean {
  try {
    // The word isn't 1, so that this returns at once where it is allowed.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
