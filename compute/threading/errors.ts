/** Something was asked for what its state doesn't allow: a lock that isn't held to be released, a second result. */
export class InvalidStateError extends Error {
  override readonly name: string = "InvalidStateError";
}

/** The barrier was broken: somebody's wait for it timed out or was cancelled, or it was reset or aborted. */
export class BrokenBarrierError extends Error {
  override readonly name: string = "BrokenBarrierError";
}

/** The error of a wait that took too long. */
export function timeoutError(message: string): DOMException {
  return new DOMException(message, "TimeoutError");
}
