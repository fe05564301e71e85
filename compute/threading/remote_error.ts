import { BrokenBarrierError, InvalidStateError } from "./errors.ts";

/** An error as it travels between threads and processes. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** The stack of an error on the thread or process where it was thrown; the cause of the error that arrives here. */
export class RemoteStack extends Error {
  override readonly name = "RemoteStack";
  readonly #remote: string;

  /** @param remote The remote stack, as text; its first line is the message. */
  constructor(remote: string) {
    super(remote.split("\n", 1)[0]);
    this.#remote = remote;
    this.stack = `RemoteStack: ${remote}`;
  }

  /** The stack as it was there. */
  get remote(): string {
    return this.#remote;
  }
}

/** The class of an error. */
export type ErrorClass = new (message: string, options?: ErrorOptions) => Error;

/** The classes that an error keeps on its way; any other arrives as an Error of its name. */
const CLASSES: Readonly<Record<string, ErrorClass>> = {
  InvalidStateError,
  BrokenBarrierError,
  RangeError,
  TypeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
};

/** Makes of whatever was thrown what can be sent. */
export function recordError(thrown: unknown): ErrorRecord {
  if (!(thrown instanceof Error)) {
    const text = describe(thrown);
    return { name: "Error", message: text, stack: text };
  }
  const causes = thrown.cause instanceof Error ? `\nCaused by: ${recordError(thrown.cause).stack}` : "";
  return { name: thrown.name, message: thrown.message, stack: (thrown.stack ?? String(thrown)) + causes };
}

/**
 * Makes an error of what was sent; its cause holds the remote stack.
 *
 * @param classes By name, further classes that an error keeps.
 */
export function reviveError(
  { name, message, stack }: ErrorRecord,
  classes: Readonly<Record<string, ErrorClass>> = {},
): Error {
  const cause = new RemoteStack(stack);
  if (name === "AbortError" || name === "TimeoutError") {
    const error = new DOMException(message, name);
    return Object.defineProperty(error, "cause", { value: cause, configurable: true });
  }
  const error = new (CLASSES[name] ?? classes[name] ?? Error)(message, { cause });
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  return error;
}

/** What was thrown and is no error, as text. */
function describe(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  try {
    return JSON.stringify(thrown);
  } catch {
    return String(thrown);
  }
}
