export { InvalidStateError, limitWait, timeoutError } from "../threading/mod.ts";

/** The result of a cancelled future was asked for. */
export class CancelledError extends Error {
  override readonly name: string = "CancelledError";
}

/** An executor can't go on: its workers can't be started, or one of them died. */
export class BrokenExecutor extends Error {
  override readonly name: string = "BrokenExecutor";
}

/** A thread of the pool died, or couldn't be started. */
export class BrokenThreadPool extends BrokenExecutor {
  override readonly name: string = "BrokenThreadPool";
}

/** A process of the pool died, or couldn't be started. All of the pool's pending futures end with this error. */
export class BrokenProcessPool extends BrokenExecutor {
  override readonly name: string = "BrokenProcessPool";
}
