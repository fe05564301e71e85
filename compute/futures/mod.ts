/**
 * Executors, after Python's `concurrent.futures`: calls of tasks, run on threads or processes, and the futures of their
 * results.
 *
 * @module
 */
export { BrokenExecutor, BrokenProcessPool, BrokenThreadPool, CancelledError, InvalidStateError } from "./errors.ts";
export { Future, type FutureState, type WaitOptions } from "./future.ts";
export type { Executor, Iterables, MapOptions, ShutdownOptions, SubmitOptions } from "./executor.ts";
export { type Call, checkTask, isTask, mathTask, type Portable, type Sendable, TASK, type Task, task } from "./task.ts";
export { reportProgress, taskSignal, type WorkerKind, workerKind } from "./task_context.ts";
export { asCompleted, type ReturnWhen, wait } from "./wait.ts";
export { RemoteStack } from "./remote_error.ts";
export { type TeamFactory, ThreadPoolExecutor, type ThreadPoolOptions } from "./thread_pool.ts";
export { SequentialExecutor } from "./sequential_executor.ts";
export { ProcessPoolExecutor, type ProcessPoolOptions } from "./process_pool.ts";
export type { Team, TeamRun } from "./team.ts";
export { Fifo } from "./fifo.ts";
export { FrameCodec } from "./frames.ts";
