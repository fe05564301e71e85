import { InvalidStateError, refuseUnshared, timeoutError } from "../threading/mod.ts";
import { BrokenPipeError } from "./errors.ts";
import { Inbox, type Sink, type WaitOptions } from "./inbox.ts";

/** What an end of a pipe may do. */
export interface Direction {
  readonly readable: boolean;
  readonly writable: boolean;
}

/** The insides of an end of a pipe, as they are handed to the process that it moves to. */
export interface Ends extends Direction {
  readonly inbox: Inbox;
  readonly outlet: Sink;
}

/**
 * One end of a pipe, see `Pipe`: what is sent here is received at the other, message by message. Given to a process as
 * one of its `args`, it moves there: it can't be used here any more.
 */
export class Connection implements Disposable {
  readonly #ends: Ends;
  #state: "open" | "closed" | "moved" = "open";

  /** @param ends For `Pipe` and processes. */
  constructor(ends: Ends) {
    this.#ends = ends;
  }

  /** Whether it receives. */
  get readable(): boolean {
    return this.#ends.readable;
  }

  /** Whether it sends. */
  get writable(): boolean {
    return this.#ends.writable;
  }

  /** Whether it was closed, or moved to a process. */
  get closed(): boolean {
    return this.#state !== "open";
  }

  /**
   * Sends a copy of a value, as `structuredClone` copies. Doesn't wait for it to be received.
   *
   * A field and not a method, so that a connection inside of a message is refused rather than copied to an empty object.
   *
   * @throws {BrokenPipeError} If the peer has closed.
   * @throws {TypeError} If it is a lock or its like rather than its handle.
   * @throws {InvalidStateError} If this was closed, or moved, or only receives.
   */
  readonly send = (value: unknown): void => {
    this.#check("writable", "only receives");
    refuseUnshared([value]);
    if (this.#ends.inbox.ended) throw new BrokenPipeError("the connection's peer has closed: nothing can be sent");
    this.#ends.outlet.message(value);
  };

  /**
   * Receives the next message.
   *
   * @throws {EOFError} If none is left and the peer has closed.
   * @throws {InvalidStateError} If this was closed, or moved, or only sends.
   * @throws A `TimeoutError`; the signal's reason; a RangeError, if the time-out is negative.
   */
  async recvAsync(options: WaitOptions = {}): Promise<unknown> {
    this.#check("readable", "only sends");
    if (!await this.#ends.inbox.whenReady(options)) throw timeoutError(`no message came in ${options.timeout} ms`);
    this.#check("readable", "only sends");
    return this.#ends.inbox.take();
  }

  /** Whether a message, or the end, could be received now. */
  poll(): boolean {
    this.#check("readable", "only sends");
    return this.#ends.inbox.ready;
  }

  /** Waits until a message, or the end, could be received; false when the time is over. */
  async pollAsync(options: WaitOptions = {}): Promise<boolean> {
    this.#check("readable", "only sends");
    return await this.#ends.inbox.whenReady(options);
  }

  /** Closes this end: the peer receives what was sent, and then the end. May be called again. */
  close(): void {
    if (this.closed) return;
    this.#state = "closed";
    this.#ends.outlet.end();
    // Whoever waits here is told, too.
    this.#ends.inbox.end();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The messages until the peer closes. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    this.#check("readable", "only sends");
    const { inbox } = this.#ends;
    for (await inbox.whenReady({}); inbox.length > 0; await inbox.whenReady({})) yield inbox.take();
  }

  /**
   * For processes: takes the insides out.
   *
   * @throws {InvalidStateError} If this was closed or moved.
   */
  move(): Ends {
    this.#checkOpen();
    this.#state = "moved";
    return this.#ends;
  }

  #check(direction: keyof Direction, otherwise: string): void {
    this.#checkOpen();
    if (!this.#ends[direction]) throw new InvalidStateError(`this end of the pipe ${otherwise}`);
  }

  #checkOpen(): void {
    if (this.#state === "closed") throw new InvalidStateError("the connection was closed");
    if (this.#state === "moved") throw new InvalidStateError("the connection moved to a process: use it there");
  }
}

/**
 * Makes a pipe, whose ends may be used in this program and in processes.
 *
 * @param options `duplex`: whether both ends send and receive, the default; if not, the first only receives and the
 * second only sends.
 * @returns Its ends.
 *
 * @example
 * ```ts
 * import { Pipe } from "lanes/multiprocessing";
 *
 * const [left, right] = Pipe();
 * left.send({ ball: 1 });
 * console.log(await right.recvAsync()); // { ball: 1 }
 * left.close();
 * console.log(await right.pollAsync({ timeout: 100 })); // true: the end can be received
 * ```
 */
export function Pipe({ duplex = true }: { readonly duplex?: boolean } = {}): [Connection, Connection] {
  const [left, right] = [new Inbox(), new Inbox()];
  return [
    new Connection({ inbox: left, outlet: copyingTo(right), readable: true, writable: duplex }),
    new Connection({ inbox: right, outlet: copyingTo(left), readable: duplex, writable: true }),
  ];
}

function copyingTo(inbox: Inbox): Sink {
  return { message: (value) => inbox.message(structuredClone(value)), end: () => inbox.end() };
}
