/**
 * Threads and what they meet at, after Python's `threading`: locks, semaphores, conditions, in shared memory.
 *
 * Each is shared by its handle, which can be posted: `worker.postMessage(lock.share())` here, `Lock.from(handle)` there.
 * Or by a name: `Lock.named("printer")` is the same lock on all threads that the program started as `Thread`s or by
 * executors, without being given to them. What has a name stays for as long as the program runs.
 *
 * What waits has two forms: one that blocks the thread, where the thread may block, and one whose name ends in `Async`
 * that lets the event loop turn, for everywhere. Times are in milliseconds.
 *
 * @module
 */
export { BrokenBarrierError, InvalidStateError, timeoutError } from "./errors.ts";
export { checkHandle, refuseUnshared } from "./handle.ts";
export { type AcquireOptions, checkOptions, endless, type Patience, patience, type WaitOptions } from "./patience.ts";
export { type Guard, Lockable } from "./lockable.ts";
export { Lock, type LockHandle } from "./lock.ts";
export { RLock, type RLockHandle } from "./rlock.ts";
export { BoundedSemaphore, Semaphore, type SemaphoreHandle } from "./semaphore.ts";
export { Condition, type ConditionHandle } from "./condition.ts";
export { Event, type EventHandle } from "./event.ts";
export { Barrier, type BarrierHandle, type BarrierOptions } from "./barrier.ts";
export { excepthook, type ExceptHookArgs, Thread, type ThreadOptions } from "./thread.ts";
export { currentThread } from "./current_thread.ts";
export { getIdent, type ThreadHandle } from "./identity.ts";
export { type CooperativeTaskHandle, Task } from "./cooperative_task.ts";
export { SharedCounter, type SharedCounterHandle } from "./shared_counter.ts";
export {
  type AnyFunction,
  type Call,
  checkTask,
  isTask,
  madeTask,
  MATH_MODULE,
  mathTask,
  type Portable,
  resolveTask,
  type Sendable,
  TASK,
  task,
  type TaskReference,
} from "./task_reference.ts";
export { type ErrorClass, type ErrorRecord, recordError, RemoteStack, reviveError } from "./remote_error.ts";
export { joinProgram, programWords } from "./program.ts";
export { startThread, type ThreadPort, webPort } from "./thread_port.ts";
export { limitWait, startTimer } from "./timer.ts";
export { block, type Steps, waitFor, type WordWait } from "./waiting.ts";
