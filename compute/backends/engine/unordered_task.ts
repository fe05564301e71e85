/** The task that threads run for `prepareUnordered`; the module that a worker imports. */
import type { LoopRunner } from "../../codegen/target.ts";
import { COMBINE, IDENTITY } from "../../ir/mod.ts";
import { Board } from "./board.ts";
import type { KernelContext } from "./kernel_task.ts";
import { instantiateLoops } from "./loop_code.ts";
import type { LoopShape } from "./plan.ts";

/** Iterations that are claimed together: some hundred pieces of a loop that is worth measuring. */
const PIECE = 2 ** 17;

/** A participant's part in the loop that is posted on a board: adds up whatever pieces it gets hold of. */
export class PieceAdder {
  readonly #runner: LoopRunner;
  readonly #board: Board;
  readonly #loops: readonly LoopShape[];

  constructor({ code, loops, memory }: KernelContext) {
    this.#runner = instantiateLoops(code);
    this.#board = new Board(memory);
    this.#loops = loops;
  }

  /** Claims pieces until none is left, and leaves the total of all of them in the participant's place. */
  takePart(participant: number): void {
    const { loop, start, count, captures } = this.#board.read();
    const { kinds } = this.#loops[loop];
    const totals = Float64Array.from(kinds, (kind) => IDENTITY[kind]);
    this.#runner.bind(loop, captures);
    for (let done; (done = PIECE * this.#board.claim()) < count;) {
      this.#runner.run(loop, start + done, Math.min(PIECE, count - done), totals, 0);
    }
    this.#board.nodes.set(totals, participant * kinds.length);
  }

  /** Combines the totals of participants in a loop with what its reductions start from. */
  combine(loop: number, participants: number, initial: readonly number[]): number[] {
    const { kinds } = this.#loops[loop];
    return kinds.map((kind, r) => {
      const totals = Array.from({ length: participants }, (_, p) => this.#board.nodes[p * kinds.length + r]);
      return totals.reduce(COMBINE[kind], initial[r]);
    });
  }

  /** Makes the totals of participants those of no iteration. */
  clear(loop: number, participants: number): void {
    const { kinds } = this.#loops[loop];
    for (let p = 0; p < participants; p++) this.#board.nodes.set(kinds.map((kind) => IDENTITY[kind]), p * kinds.length);
  }
}

/** Team factory: see `PieceAdder`. */
export function joinUnordered(context: KernelContext, member: number): () => void {
  const adder = new PieceAdder(context);
  return () => adder.takePart(member);
}
