/**
 * Processes, after Python's `multiprocessing`: functions that run in a program of their own, and pipes to talk to them.
 * For Deno; browsers have none.
 *
 * @module
 */
export { BrokenPipeError, EOFError } from "./errors.ts";
export type { WaitOptions } from "./inbox.ts";
export { Connection, type Direction, Pipe } from "./connection.ts";
export { Process, type ProcessOptions } from "./process.ts";
