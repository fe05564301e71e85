import type { LoopRequest, LoopRunner } from "../../codegen/target.ts";
import { BlockReducer, type Iterations } from "./block_reducer.ts";
import type { Board } from "./board.ts";
import { instantiateLoops, type LoopCode } from "./loop_code.ts";
import type { LoopShape } from "./plan.ts";
import type { Watch } from "./watch.ts";

/** Thrown within a block of a run that is aborted meanwhile. */
class RunAborted extends Error {}

/** A thread's own instance of a kernel's compiled loops, run block by block. */
export class LocalLoops {
  readonly #runner: LoopRunner;
  readonly #loops: readonly LoopShape[];
  readonly #reducers: readonly BlockReducer[];
  /** The board of the run in which this takes part. */
  #board: Board | null = null;

  /** @param watch What sequential loops call, where they keep a thread busy that has more to do. */
  constructor(code: LoopCode, loops: readonly LoopShape[], watch?: Watch) {
    this.#runner = instantiateLoops(code, () => {
      if (this.#board?.aborted) throw new RunAborted();
      watch?.look();
    });
    this.#loops = loops;
    this.#reducers = loops.map((_, loop) => this.createReducer(loop));
  }

  /** Makes another reducer of a loop, for tasks that take turns. */
  createReducer(loop: number): BlockReducer {
    return new BlockReducer(this.#runner, this.#loops[loop]);
  }

  /**
   * Readies a request.
   *
   * @returns The reducer of its loop.
   */
  bind({ loop, captures }: Pick<LoopRequest, "loop" | "captures">): BlockReducer {
    this.#runner.bind(loop, captures);
    return this.#reducers[loop];
  }

  /** Readies a request, with all of its blocks begun. */
  begin(request: Iterations & Pick<LoopRequest, "captures">): BlockReducer {
    const reducer = this.bind(request);
    const plan = reducer.plan(request);
    reducer.begin(request, plan, 0, plan.blocks);
    return reducer;
  }

  /** Runs a whole loop here and now. */
  run(request: LoopRequest): Float64Array {
    const reducer = this.begin(request);
    while (reducer.more) reducer.step();
    return reducer.values(request.initial);
  }

  /**
   * Takes part in the loop that is posted on a board: claims groups and runs them, until none is left, the run is
   * aborted, or the time is up, when what was claimed has been done.
   *
   * @param participant This thread's number, for its count of blocks.
   * @param deadline As `performance.now()` tells the time.
   * @returns How many blocks were run.
   */
  takePart(board: Board, participant: number, deadline = Infinity): number {
    this.#board = board;
    try {
      return this.#runGroups(board, participant, deadline);
    } catch (error) {
      if (error instanceof RunAborted) return 0;
      // The others' work is of no use any more.
      board.abort();
      throw error;
    } finally {
      this.#board = null;
    }
  }

  #runGroups(board: Board, participant: number, deadline: number): number {
    const request = board.read();
    const nodes = board.nodes;
    const reducer = this.bind(request);
    const plan = reducer.plan(request);
    let total = 0;
    for (let group; (group = board.claim()) < plan.groups;) {
      reducer.beginGroup(request, plan, group);
      for (let done = 1; reducer.more; done++) {
        if (board.aborted) return total;
        reducer.step();
        total++;
        board.noteBlocks(participant, done);
      }
      reducer.node(nodes, group * reducer.nodeLength);
      board.noteGroup(participant);
      if (deadline < Infinity && performance.now() > deadline) break;
    }
    return total;
  }
}
