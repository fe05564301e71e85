import { CancelledError, InvalidStateError, limitWait, timeoutError } from "./errors.ts";

/** Where a future is in its life: it only ever moves to the right of this list, and the last two are final. */
export type FutureState = "pending" | "running" | "cancelled" | "finished";

/** For executors: a call that was sent ahead of a worker's other work, and isn't the worker's until it begins it. */
export interface Offer {
  /** Whether the worker has begun the call. */
  isClaimed(): boolean;
  /** Takes the call back; false if the worker has begun it. */
  takeBack(): boolean;
}

/** How long to wait, and what ends the waiting early. */
export interface WaitOptions {
  /** In ms; without it, for ever. */
  readonly timeout?: number;
  /** Ends the waiting, not the work; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The outcome, sooner or later, of a call that an executor runs elsewhere. It can be awaited like a promise; unlike a
 * promise, it tells its state, can be cancelled while it is pending, and an error that nobody asks for is no accident.
 *
 * @example
 * ```ts
 * import { Future } from "./future.ts";
 *
 * const future = new Future<number>();
 * future.setResult(42);
 * console.log(future.done(), await future); // true 42
 * ```
 */
export class Future<T> implements PromiseLike<T> {
  #state: FutureState = "pending";
  #value: T | undefined;
  #error: unknown;
  #failed = false;
  #callbacks: (() => void)[] = [];
  #offer: Offer | null = null;
  readonly #logError: (error: unknown) => void;

  /** @param logError Is told of errors that callbacks throw. */
  constructor(logError: (error: unknown) => void = (error) => console.error("a future's callback threw:", error)) {
    this.#logError = logError;
  }

  /** The state by its name. */
  get state(): FutureState {
    if (this.#state === "pending" && this.#offer?.isClaimed()) this.#state = "running";
    return this.#state;
  }

  /** Whether the call is being run, so that it can't be cancelled any more. */
  running(): boolean {
    return this.state === "running";
  }

  /** Whether it was cancelled before it ran. */
  cancelled(): boolean {
    return this.#state === "cancelled";
  }

  /** Whether it was cancelled or has a result or an error. */
  done(): boolean {
    return this.#state === "cancelled" || this.#state === "finished";
  }

  /** Whether it ended by an error. */
  failed(): boolean {
    return this.#failed;
  }

  /**
   * Cancels the call if it isn't running yet.
   *
   * @returns Whether it is cancelled now.
   */
  cancel(): boolean {
    if (this.#state === "pending") {
      this.#state = this.#offer && !this.#offer.takeBack() ? "running" : "cancelled";
      if (this.#state === "cancelled") this.#notify();
    }
    return this.#state === "cancelled";
  }

  /**
   * Waits for the call's result.
   *
   * @throws What the call threw; {@linkcode CancelledError}; a `TimeoutError`.
   */
  async result(options: WaitOptions = {}): Promise<T> {
    await this.#settled(options);
    if (this.#failed) throw this.#error;
    return this.#value as T;
  }

  /**
   * Waits for the call to end.
   *
   * @returns What it threw, or null if it threw nothing.
   * @throws {CancelledError} If the call was cancelled; a `TimeoutError` if it takes too long.
   */
  async exception(options: WaitOptions = {}): Promise<unknown> {
    await this.#settled(options);
    return this.#failed ? this.#error : null;
  }

  /**
   * Has a function called with this future once it is done; at once if it is. Functions are called in the order of
   * their addition; one that throws doesn't keep the others from being called.
   */
  addDoneCallback(callback: (future: this) => void): void {
    if (this.done()) this.#call(() => callback(this));
    else this.#callbacks.push(() => callback(this));
  }

  /** Makes the future awaitable. */
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.result().then(onFulfilled, onRejected);
  }

  /**
   * For executors: says that the call is about to run.
   *
   * @returns False if it was cancelled, and must not run.
   * @throws {InvalidStateError} If it runs or is finished already.
   */
  setRunningOrNotifyCancel(): boolean {
    if (this.#state === "cancelled") return false;
    if (this.#state !== "pending") throw new InvalidStateError(`a ${this.#state} future can't start running`);
    this.#state = "running";
    return true;
  }

  /** For executors: says that the call was sent ahead, so that it runs from when a worker claims it; or, by null, wasn't. */
  setOffer(offer: Offer | null): void {
    this.#offer = offer;
  }

  /** For executors: ends the call with its result. */
  setResult(value: T): void {
    this.#finish();
    this.#value = value;
    this.#notify();
  }

  /** For executors: ends the call with what it threw. */
  setException(error: unknown): void {
    this.#finish();
    this.#failed = true;
    this.#error = error;
    this.#notify();
  }

  #finish(): void {
    if (this.done()) throw new InvalidStateError(`the future is ${this.#state} already`);
    this.#state = "finished";
  }

  #notify(): void {
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    callbacks.forEach((callback) => this.#call(callback));
  }

  #call(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#logError(error);
    }
  }

  /** Resolves once done; rejects if cancelled, out of time or aborted. */
  #settled(options: WaitOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = limitWait(
        options,
        () => reject(timeoutError(`the call took longer than ${options.timeout} ms`)),
        reject,
      );
      this.addDoneCallback(() => {
        stop();
        if (this.cancelled()) reject(new CancelledError("the call was cancelled before it ran"));
        else resolve();
      });
    });
  }
}
