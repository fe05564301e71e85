import { type ErrorClass, type ErrorRecord, reviveError as revive } from "../threading/mod.ts";
import { BrokenExecutor, BrokenProcessPool, BrokenThreadPool, CancelledError } from "./errors.ts";

export { type ErrorRecord, recordError, RemoteStack } from "../threading/mod.ts";

/** The executors' own classes, which an error keeps on its way. */
const CLASSES: Readonly<Record<string, ErrorClass>> = {
  CancelledError,
  BrokenExecutor,
  BrokenThreadPool,
  BrokenProcessPool,
};

/** Makes an error of what was sent; its cause holds the remote stack. */
export function reviveError(record: ErrorRecord): Error {
  return revive(record, CLASSES);
}
