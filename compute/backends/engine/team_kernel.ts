import { task, type Team, type ThreadPoolExecutor } from "../../futures/mod.ts";
import type { LoopRequest } from "../../codegen/target.ts";
import type { RunOutcome } from "../backend.ts";
import { Board, createBoardMemory } from "./board.ts";
import { drive, driveSync } from "./drive.ts";
import { LocalLoops } from "./local_loops.ts";
import { type BlockPlan, planBlocks } from "./plan.ts";
import { combineGroups } from "./pairwise.ts";
import type { joinKernel, KernelContext } from "./kernel_task.ts";
import type { KernelParts } from "./kernel_parts.ts";
import { QueuedKernel, type RunContext } from "./queued_kernel.ts";

/** How often progress is looked at, in ms. */
const PROGRESS_MS = 40;

/**
 * Work that is worth a thread's wake-up, in ms: two threads begin to beat one at about 0.12 ms of work, measured on two
 * cores.
 */
const WORTH_MS = 0.06;

/** What a block is taken to last before one was timed, in ms. */
const FIRST_GUESS_MS = 0.03;

/**
 * How long this thread computes at the start of a run that is waited for without blocking, in ms. Two threads that are
 * woken at once by a third, which then sleeps, often share one core for some ms while the other core idles.
 */
const SHARE_MS = 4;

/**
 * What starting a thread costs whoever does it, in ms: Deno's constructors of workers block until the worker's runtime is
 * up, 15 to 25 ms each on a quiet machine. Calls that block start threads once they have computed alone for as long, so that
 * they take no more than twice the time of the better choice, whatever follows.
 */
const START_MS = 20;

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
  readonly #pool: ThreadPoolExecutor;
  readonly #jobs: number;
  /** How long blocking runs have computed without the threads that they were worth, in ms. */
  #aloneMs = 0;
  /** What a block of each loop lasts, in ms. */
  readonly #blockMs: number[];
  readonly runSync?: (args: readonly number[]) => RunOutcome;

  /** Makes the caller's own instance of a kernel; threads of the pool join when a loop is worth them. */
  constructor(parts: KernelParts, { pool, jobs, kernelModule }: TeamPlace) {
    super(parts.parameters, parts.loops.length, parts.watch);
    const { code, loops } = parts;
    const memory = createBoardMemory(jobs + 1, loops);
    const factory = task<typeof joinKernel>(kernelModule, "joinKernel");
    this.#parts = parts;
    this.#local = new LocalLoops(code, loops, parts.watch);
    this.#board = new Board(memory);
    this.#team = pool.team<KernelContext>(factory, { code, loops, memory }, jobs);
    this.#pool = pool;
    this.#jobs = jobs;
    this.#blockMs = parts.loops.map(() => FIRST_GUESS_MS);
    if (canBlock()) this.runSync = (args) => this.#runSync(args);
  }

  /**
   * Readies a kernel, while the threads of a pool ready theirs. The first run needn't wait for them, which would take
   * 2 ms: they take part as they come.
   */
  static prepare(parts: KernelParts, place: TeamPlace): TeamKernel {
    const kernel = new TeamKernel(parts, place);
    // What a thread can't do, a run throws.
    kernel.gather().catch(() => {});
    return kernel;
  }

  /** Has all threads join, if they haven't; resolves once they have. */
  override gather(): Promise<void> {
    return this.#team.ready();
  }

  protected override compute(args: readonly number[], context: RunContext): Promise<number> {
    return drive(this.#parts.driver, args, (request) => this.#runLoop(request, context));
  }

  protected override release(): Promise<void> {
    return this.#team[Symbol.asyncDispose]();
  }

  /** The threads compute, and this thread's event loop stays free but for the beginning. */
  async #runLoop(request: LoopRequest, { signal, progress }: RunContext): Promise<Float64Array> {
    const plan = this.#plan(request);
    const { mayLast } = this.#parts.loops[request.loop];
    const workers = Math.max(mayLast ? 1 : 0, this.#workersFor(request, plan));
    if (workers === 0) return this.#runAlone(request, plan);
    this.#board.post(request);
    // A group of many blocks lasts too long for this thread, and so may a single block.
    const shares = plan.blocksPerGroup === 1 && !mayLast;
    const run = this.#team.start(shares ? workers - 1 : workers);
    const onAbort = () => {
      this.#board.abort();
      run.recall();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    const timer = progress.wanted
      ? setInterval(() => progress.loop(request.loop, this.#board.progress(plan)), PROGRESS_MS)
      : undefined;
    try {
      if (shares) {
        this.#takePart(request, SHARE_MS);
        if (this.#board.claimed(plan.groups)) run.recall();
        else run.callIn(workers);
      }
    } finally {
      await run.finished().finally(() => {
        clearInterval(timer);
        signal.removeEventListener("abort", onAbort);
      });
    }
    signal.throwIfAborted();
    progress.loop(request.loop, 1);
    return this.#combine(request, plan);
  }

  #runSync(args: readonly number[]): RunOutcome {
    return this.timed(args, () => driveSync(this.#parts.driver, args, (request) => this.#runLoopSync(request)));
  }

  /** This thread computes too, instead of waiting; threads that come too late are excused. */
  #runLoopSync(request: LoopRequest): Float64Array {
    const plan = this.#plan(request);
    const helpers = this.#workersFor(request, plan) - 1;
    if (helpers < 1) return this.#runAlone(request, plan);
    this.#board.post(request);
    const patience = this.#patience(helpers);
    if (patience > 0) {
      this.#aloneMs += this.#takePart(request, patience);
      if (this.#board.claimed(plan.groups)) return this.#combine(request, plan);
    }
    const run = this.#team.start(helpers);
    try {
      this.#takePart(request);
    } finally {
      run.recall();
      run.wait();
    }
    return this.#combine(request, plan);
  }

  #plan({ loop, count }: LoopRequest): BlockPlan {
    return planBlocks(count, this.#parts.loops[loop].cost);
  }

  /** How many threads a loop is worth; none if it should run here. */
  #workersFor({ loop }: LoopRequest, { blocks, groups }: BlockPlan): number {
    const worth = Math.floor(blocks * this.#blockMs[loop] / WORTH_MS);
    return worth < 2 ? 0 : Math.min(this.#jobs, groups, worth);
  }

  #runAlone(request: LoopRequest, { blocks }: BlockPlan): Float64Array {
    const started = performance.now();
    const values = this.#local.run(request);
    this.#learn(request, performance.now() - started, blocks);
    return values;
  }

  /** How long to compute alone before threads are started, in ms: as long in all as their start will take. */
  #patience(helpers: number): number {
    return Math.max(0, helpers - this.#pool.workers) * START_MS - this.#aloneMs;
  }

  /** @returns How long it took, in ms. */
  #takePart(request: LoopRequest, limitMs = Infinity): number {
    const started = performance.now();
    const blocks = this.#local.takePart(this.#board, this.#jobs, started + limitMs);
    const ms = performance.now() - started;
    this.#learn(request, ms, blocks);
    return ms;
  }

  /** Follows what blocks last, half way at each run: one may have been disturbed. */
  #learn({ loop }: LoopRequest, ms: number, blocks: number): void {
    if (blocks > 0) this.#blockMs[loop] += (ms / blocks - this.#blockMs[loop]) / 2;
  }

  #combine(request: LoopRequest, { groups }: BlockPlan): Float64Array {
    return combineGroups(this.#parts.loops[request.loop].kinds, this.#board.nodes, groups, request.initial);
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
