import { type BrokenExecutor, InvalidStateError } from "./errors.ts";
import type { Executor, Iterables, MapOptions, ShutdownOptions, SubmitOptions } from "./executor.ts";
import { Fifo } from "./fifo.ts";
import { Future } from "./future.ts";
import { mapBySubmit } from "./map.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { reviveError } from "./remote_error.ts";
import type { Task } from "./task.ts";

/** A thread or process, as its pool sees it. */
export interface PoolWorker {
  /** Whether it can run tasks of a module. */
  accepts(module: string): boolean;
  /** @throws If the message can't be copied; nothing is sent then. */
  post(message: ToWorker): void;
  /** Whether it keeps the program alive. */
  keepAlive(alive: boolean): void;
  /**
   * Has it end, and waits until it has.
   *
   * @param broken Whether nobody has a use for what it does any more, so that it needn't finish where it can be killed.
   */
  end(broken: boolean): Promise<void>;
}

/** What a worker tells its pool, beyond answers: that it died. */
export interface WorkerEvents {
  onMessage(message: FromWorker): void;
  /** @param started Whether it was ever up. */
  onDeath(error: Error, started: boolean): void;
}

/** What a worker is asked, or is going to be. */
interface Request {
  readonly id: number;
  readonly future: Future<unknown>;
  readonly message: ToWorker;
  readonly onProgress?: (progress: number) => void;
  /** Who is asked, once that is decided. */
  worker?: PoolWorker;
  /** Stops listening to the caller's signal. */
  release?: () => void;
}

type CallRequest = Request & { readonly message: Extract<ToWorker, { type: "call" }> };

/** A worker, and what it has been asked and hasn't answered. */
export interface Seat<W extends PoolWorker> {
  readonly worker: W;
  readonly requests: Map<number, Request>;
}

/** How a kind of pool differs. */
export interface WorkerPoolOptions {
  readonly maxWorkers: number;
  /** How many calls a worker is given at a time: more than one hides the way there and back. */
  readonly callsPerWorker: number;
  readonly broken: new (message: string, options?: ErrorOptions) => BrokenExecutor;
}

/**
 * What pools of threads and of processes have in common: the queue of calls, the choice of a worker for each, the
 * answers, the end. An idle worker is used before another is started.
 */
export abstract class WorkerPool<W extends PoolWorker> implements Executor {
  readonly #options: WorkerPoolOptions;
  readonly #queue = new Fifo<CallRequest>();
  readonly #seats = new Set<Seat<W>>();
  readonly #ending = new Set<Promise<void>>();
  #maxWorkers: number;
  #nextId = 1;
  #nextWorker = 0;
  #holds = 0;
  #shutDown = false;
  #broken: BrokenExecutor | null = null;
  #onIdle: (() => void)[] = [];

  constructor(options: WorkerPoolOptions) {
    checkWorkers(options.maxWorkers);
    this.#options = options;
    this.#maxWorkers = options.maxWorkers;
  }

  /** How many workers there may be. */
  get maxWorkers(): number {
    return this.#maxWorkers;
  }

  /** How many workers there are. */
  get workers(): number {
    return this.#seats.size;
  }

  /** Whether it broke, so that it takes no more calls. */
  get broken(): boolean {
    return this.#broken !== null;
  }

  /** Starts a worker, which may then be posted to at once. */
  protected abstract startWorker(index: number, events: WorkerEvents, module: string | null): W;

  submit<Args extends unknown[], R>(task: Task<Args, R>, ...args: Args): Future<R> {
    return this.submitWith({}, task, ...args);
  }

  submitWith<Args extends unknown[], R>(options: SubmitOptions, task: Task<Args, R>, ...args: Args): Future<R> {
    this.#checkUsable();
    const { signal, onProgress } = options;
    const id = this.#nextId++;
    const future = new Future<unknown>();
    const message = { type: "call", id, task: task as Task, args } as const;
    const call: CallRequest = { id, future, message, onProgress };
    if (signal?.aborted) {
      future.setException(signal.reason);
    } else {
      if (signal) listen(signal, call);
      this.#queue.push(call);
      this.#dispatch();
    }
    return future as Future<R>;
  }

  map<Args extends unknown[], R>(
    task: Task<Args, R>,
    iterables: Iterables<Args>,
    options?: MapOptions,
  ): AsyncIterableIterator<R> {
    return mapBySubmit(this, task, iterables, options);
  }

  async shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    this.#shutDown = true;
    if (cancelFutures) {
      for (const { future, release } of this.#queue.drain()) {
        release?.();
        future.cancel();
      }
    }
    const ended = this.#whenIdle().then(async () => {
      for (const seat of [...this.#seats]) this.#retire(seat);
      await Promise.all(this.#ending);
    });
    if (wait) await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  /** Allows more workers. */
  protected raiseMaxWorkers(count: number): void {
    checkWorkers(count);
    this.#maxWorkers = Math.max(this.#maxWorkers, count);
  }

  /** The first `count` seats, started where they weren't. */
  protected seats(count: number): Seat<W>[] {
    this.#checkUsable();
    while (this.#seats.size < count) {
      this.#start(null);
      this.#checkUsable();
    }
    return [...this.#seats].slice(0, count);
  }

  /** Keeps the program alive until the returned function is called. */
  protected hold(): () => void {
    this.#holds++;
    this.#seats.forEach((seat) => this.#updateKeepAlive(seat));
    return () => {
      this.#holds--;
      this.#seats.forEach((seat) => this.#updateKeepAlive(seat));
    };
  }

  /** Asks one certain worker. */
  protected request(seat: Seat<W>, message: (id: number) => ToWorker): Future<unknown> {
    const id = this.#nextId++;
    const future = new Future<unknown>();
    this.#assign(seat, { id, future, message: message(id) });
    return future;
  }

  /** Breaks the pool: all that is pending fails, and whatever is submitted later. */
  protected break(message: string, cause?: unknown): BrokenExecutor {
    if (this.#broken) return this.#broken;
    const error = this.#broken = new this.#options.broken(message, { cause });
    const pending: Request[] = this.#queue.drain();
    for (const seat of this.#seats) {
      pending.push(...seat.requests.values());
      seat.requests.clear();
      this.#retire(seat);
    }
    for (const { future, release } of pending) {
      release?.();
      if (!future.done()) future.setException(error);
    }
    this.#checkIdle();
    return error;
  }

  #checkUsable(): void {
    if (this.#broken) throw this.#broken;
    if (this.#shutDown) throw new InvalidStateError("the executor was shut down: it takes no more calls");
  }

  /** Starts a worker; null, with the pool broken, if that fails. */
  #start(module: string | null): Seat<W> | null {
    const index = this.#nextWorker++;
    try {
      const worker = this.startWorker(index, {
        onMessage: (message) => this.#receive(seat, message),
        onDeath: (error, started) => this.#died(seat, error, started ? null : module),
      }, module);
      const seat: Seat<W> = { worker, requests: new Map() };
      this.#seats.add(seat);
      this.#updateKeepAlive(seat);
      return seat;
    } catch (error) {
      this.break(`worker ${index} can't be started: ${error instanceof Error ? error.message : error}`, error);
      return null;
    }
  }

  #retire(seat: Seat<W>): void {
    if (!this.#seats.delete(seat)) return;
    seat.worker.keepAlive(true);
    const ended = seat.worker.end(this.#broken !== null).finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  /** @param culprit The module that a worker was started for, if it didn't come up. */
  #died(seat: Seat<W>, error: Error, culprit: string | null): void {
    if (!this.#seats.has(seat)) return;
    if (culprit === null) {
      this.break(`a worker of the pool ended unexpectedly: ${error.message}`, error);
      return;
    }
    this.#seats.delete(seat);
    const reason = new TypeError(`the task can't be found: its module ${culprit} can't be loaded`, { cause: error });
    for (const request of [...seat.requests.values()]) {
      this.#answered(seat, request, () => request.future.setException(reason));
    }
    this.#dispatch();
  }

  /** Hands queued calls to workers as long as there are both. */
  #dispatch(): void {
    for (let call; (call = this.#queue.peek());) {
      if (call.future.done()) {
        call.release?.();
      } else {
        const seat = this.#seatFor(call.message.task.module);
        if (!seat) return;
        this.#assign(seat, call);
      }
      this.#queue.drop();
    }
    this.#checkIdle();
  }

  /** A worker for a call: an idle one, a new one, one that is ahead with its work; null if all are busy. */
  #seatFor(module: string): Seat<W> | null {
    let best: Seat<W> | null = null;
    let unfit: Seat<W> | null = null;
    for (const seat of this.#seats) {
      if (!seat.worker.accepts(module)) {
        if (seat.requests.size === 0) unfit = seat;
      } else if (!best || seat.requests.size < best.requests.size) best = seat;
    }
    if (best?.requests.size === 0) return best;
    if (this.#seats.size < this.#maxWorkers) return this.#start(module);
    if (best && best.requests.size < this.#options.callsPerWorker) return best;
    if (!unfit) return null;
    this.#retire(unfit);
    return this.#start(module);
  }

  #assign(seat: Seat<W>, request: Request): void {
    request.future.setRunningOrNotifyCancel();
    request.worker = seat.worker;
    seat.requests.set(request.id, request);
    this.#updateKeepAlive(seat);
    try {
      seat.worker.post(request.message);
    } catch (error) {
      this.#answered(seat, request, () => request.future.setException(error));
    }
  }

  #receive(seat: Seat<W>, message: FromWorker): void {
    if (message.type === "bye" || message.type === "hello") return;
    const request = seat.requests.get(message.id);
    if (!request) return;
    switch (message.type) {
      case "progress":
        return request.onProgress?.(message.progress);
      case "result":
        this.#answered(seat, request, () => request.future.setResult(message.value));
        break;
      case "error":
        this.#answered(seat, request, () => request.future.setException(reviveError(message.error)));
        break;
    }
    this.#dispatch();
  }

  #answered(seat: Seat<W>, request: Request, settle: () => void): void {
    seat.requests.delete(request.id);
    request.release?.();
    this.#updateKeepAlive(seat);
    if (!request.future.done()) settle();
  }

  #updateKeepAlive(seat: Seat<W>): void {
    seat.worker.keepAlive(this.#holds > 0 || seat.requests.size > 0);
  }

  #isIdle(): boolean {
    return this.#queue.length === 0 && [...this.#seats].every((seat) => seat.requests.size === 0);
  }

  #checkIdle(): void {
    if (this.#onIdle.length > 0 && this.#isIdle()) this.#onIdle.splice(0).forEach((resolve) => resolve());
  }

  #whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
      this.#checkIdle();
    });
  }
}

/** Has a request end when its caller's signal says so. */
function listen(signal: AbortSignal, request: Request): void {
  const onAbort = () => {
    if (!request.future.done()) request.future.setException(signal.reason);
    request.worker?.post({ type: "abort", id: request.id });
  };
  signal.addEventListener("abort", onAbort, { once: true });
  request.release = () => signal.removeEventListener("abort", onAbort);
}

function checkWorkers(count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`an executor needs at least one worker: maxWorkers is ${count}`);
  }
}
