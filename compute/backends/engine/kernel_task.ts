/** The tasks that threads run for the backends; the module that a worker imports. */
import { Board, type BoardMemory } from "./board.ts";
import { LocalLoops } from "./local_loops.ts";
import type { LoopCode } from "./loop_code.ts";
import type { LoopShape } from "./plan.ts";

/** What each thread is sent of a kernel, once. */
export interface KernelContext {
  readonly code: LoopCode;
  readonly loops: readonly LoopShape[];
  readonly memory: BoardMemory;
}

/** Team factory: makes a thread's instance of a kernel, and returns the function that takes part in a run. */
export function joinKernel({ code, loops, memory }: KernelContext, member: number): () => void {
  const local = new LocalLoops(code, loops);
  const board = new Board(memory);
  return () => void local.takePart(board, member);
}

/** Does nothing: a worker that has answered has loaded this module. */
export function ready(): void {}
