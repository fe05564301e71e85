/** Nothing is left to be received from a connection, and its peer has closed. */
export class EOFError extends Error {
  override readonly name = "EOFError";
}

/** Something was sent to a connection whose peer has closed. */
export class BrokenPipeError extends Error {
  override readonly name = "BrokenPipeError";
}
