import type { ErrorRecord } from "./remote_error.ts";
import type { Task } from "./task.ts";

/** A call as it travels. */
export interface WireCall {
  readonly task: Task;
  readonly args: readonly unknown[];
  /** Which arguments are references to functions, to be looked up as the task is. */
  readonly references?: readonly number[];
}

/** Run a call; answered by `result` or `error`. */
export interface CallMessage {
  readonly type: "call";
  readonly id: number;
  /** One call, or those of a batch, one after another. */
  readonly calls: readonly WireCall[];
  /** Whether the result is the list of the calls' results. */
  readonly batch: boolean;
  /** Whether to say `started` before each call. */
  readonly watched: boolean;
  /** Where the call is to be claimed before it is run; if that fails, it isn't to be run, nor answered. Threads only. */
  readonly slot?: number;
}

/** What a pool tells a worker. */
export type ToWorker =
  | CallMessage
  /** Run calls one after another, as if each had come by itself. */
  | { readonly type: "calls"; readonly calls: readonly CallMessage[] }
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
  | { readonly type: "result"; readonly id: number; readonly value: unknown; readonly ms: number }
  | { readonly type: "error"; readonly id: number; readonly error: ErrorRecord }
  | { readonly type: "started"; readonly id: number }
  | { readonly type: "progress"; readonly id: number; readonly progress: number }
  | { readonly type: "bye" };
