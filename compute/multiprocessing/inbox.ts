import { Fifo } from "../futures/mod.ts";
import { limitWait } from "../threading/mod.ts";
import { EOFError } from "./errors.ts";

/** How long to wait, and what ends the waiting early. */
export interface WaitOptions {
  /** In ms; without it, for ever. */
  readonly timeout?: number;
  /** Ends the waiting with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Where messages go that aren't kept here. */
export interface Sink {
  message(value: unknown): void;
  /** The peer has closed. */
  end(): void;
}

/** The messages that have arrived at an end of a pipe and haven't been received. */
export class Inbox implements Sink {
  readonly #messages = new Fifo<{ readonly value: unknown }>();
  readonly #waiting = new Set<() => void>();
  #sink: Sink | null = null;
  #ended = false;

  /** Whether the peer has closed; messages may be left. */
  get ended(): boolean {
    return this.#ended;
  }

  /** How many messages there are. */
  get length(): number {
    return this.#messages.length;
  }

  /** Whether there is a message, or the end, to be received now. */
  get ready(): boolean {
    return this.#messages.length > 0 || this.#ended;
  }

  message(value: unknown): void {
    if (this.#sink) return this.#sink.message(value);
    this.#messages.push({ value });
    this.#notify();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink?.end();
    this.#notify();
  }

  /** Passes all messages on, from those that are there. */
  redirect(sink: Sink): void {
    this.#sink = sink;
    for (const { value } of this.#messages.drain()) sink.message(value);
    if (this.#ended) sink.end();
  }

  /**
   * Takes a message.
   *
   * @throws {EOFError} If none is left, and none will come.
   */
  take(): unknown {
    const message = this.#messages.peek();
    if (!message) throw new EOFError("the connection's peer has closed, and all that it sent was received");
    this.#messages.drop();
    return message.value;
  }

  /**
   * Waits until there is something to be received.
   *
   * @returns False when the time is over.
   * @throws {RangeError} If the time-out is negative; the signal's reason, if it is aborted.
   */
  async whenReady({ timeout, signal }: WaitOptions): Promise<boolean> {
    if (timeout !== undefined && !(timeout >= 0)) {
      throw new RangeError(`a timeout is a number of ms, not negative: it is ${timeout}`);
    }
    signal?.throwIfAborted();
    const deadline = timeout === undefined ? Infinity : performance.now() + timeout;
    while (!this.ready) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.#change(left, signal);
    }
    return true;
  }

  #notify(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves when something arrives or the time is over; rejects with the reason of the signal. */
  #change(left: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        this.#waiting.delete(wake);
        stop();
        resolve();
      };
      const stop = limitWait({ timeout: left, signal }, wake, (reason) => {
        this.#waiting.delete(wake);
        reject(reason);
      });
      this.#waiting.add(wake);
    });
  }
}
