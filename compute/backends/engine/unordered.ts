import { task, ThreadPoolExecutor } from "../../futures/mod.ts";
import type { CompiledKernel } from "../../pipeline.ts";
import { Board, createBoardMemory } from "./board.ts";
import { driveSync } from "./drive.ts";
import { wasmParts } from "./kernel_parts.ts";
import { type joinUnordered, PieceAdder } from "./unordered_task.ts";

/** A kernel that is run without regard to order. */
export interface UnorderedKernel extends AsyncDisposable {
  run(args: readonly number[]): number;
}

/**
 * Readies a kernel as `wasm-threads` would run it if results needn't be reproducible: the same compiled loops, but each
 * thread claims large pieces and adds them to one running total, without blocks and without a tree. It is for measuring
 * what reproducible sums cost, and for nothing else.
 *
 * @param jobs How many threads compute, the caller's among them.
 */
export async function prepareUnordered(kernel: CompiledKernel, jobs: number): Promise<UnorderedKernel> {
  const { driver, code, loops } = wasmParts(kernel);
  const context = { code, loops, memory: createBoardMemory(jobs, loops) };
  const pool = new ThreadPoolExecutor({ maxWorkers: Math.max(1, jobs - 1) });
  const module = new URL("./unordered_task.ts", import.meta.url).href;
  const team = pool.team(task<typeof joinUnordered>(module, "joinUnordered"), context, Math.max(1, jobs - 1));
  await team.ready();
  const board = new Board(context.memory);
  const adder = new PieceAdder(context);
  return {
    run: (args) =>
      driveSync(driver, args, (request) => {
        board.post(request);
        adder.clear(request.loop, jobs);
        const run = team.start(jobs - 1);
        adder.takePart(jobs - 1);
        run.recall();
        run.wait();
        return adder.combine(request.loop, jobs, request.initial);
      }),
    async [Symbol.asyncDispose]() {
      await team[Symbol.asyncDispose]();
      await pool.shutdown();
    },
  };
}
