import type { TaskReference } from "../threading/mod.ts";
import type { Direction } from "./connection.ts";

/** What travels with a message of a pipe: at which of the process's connections it arrives. */
type PipeMessage =
  | { readonly type: "message"; readonly connection: number; readonly value: unknown }
  | { readonly type: "end"; readonly connection: number };

/** The first thing that a process is told. */
export interface StartMessage {
  readonly type: "start";
  readonly name: string;
  readonly daemon: boolean;
  readonly target: TaskReference | null;
  readonly args: readonly unknown[];
  /** Which arguments are references to functions. */
  readonly references: readonly number[];
  /** Which arguments are connections, numbered by their place. */
  readonly connections: readonly ({ readonly index: number } & Direction)[];
}

/** What a process is told. */
export type ToProcess = StartMessage | PipeMessage;

/** What a process tells. */
export type FromProcess =
  /** A line for standard output, which carries these messages. */
  | { readonly type: "print"; readonly text: string }
  | PipeMessage;
