import type { ErrorRecord } from "./remote_error.ts";
import type { Task } from "./task.ts";

/** What a pool tells a worker. */
export type ToWorker =
  /** Run a call; answered by `result` or `error`. */
  | { readonly type: "call"; readonly id: number; readonly task: Task; readonly args: readonly unknown[] }
  /** A call's caller has no use for its result any more. */
  | { readonly type: "abort"; readonly id: number }
  /** Become a member of a team; answered by `result` or `error`. Threads only. */
  | {
    readonly type: "join";
    readonly id: number;
    readonly team: number;
    readonly member: number;
    readonly task: Task;
    readonly context: unknown;
    readonly words: Int32Array;
    readonly failure: Uint8Array;
  }
  /** Leave a team. Threads only. */
  | { readonly type: "leave"; readonly team: number }
  /** End; answered by `bye`. */
  | { readonly type: "exit" };

/** What a worker tells its pool. */
export type FromWorker =
  /** It is up, and its tasks' modules are loaded. Processes only. */
  | { readonly type: "hello" }
  | { readonly type: "result"; readonly id: number; readonly value: unknown }
  | { readonly type: "error"; readonly id: number; readonly error: ErrorRecord }
  | { readonly type: "progress"; readonly id: number; readonly progress: number }
  | { readonly type: "bye" };
