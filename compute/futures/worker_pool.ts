import { type AheadLimits, AheadSender } from "./ahead.ts";
import { BaseExecutor } from "./base_executor.ts";
import { type BrokenExecutor, InvalidStateError } from "./errors.ts";
import type { ShutdownOptions, SubmitOptions } from "./executor.ts";
import { Fifo } from "./fifo.ts";
import { Future } from "./future.ts";
import type { FromWorker, ToWorker, WireCall } from "./protocol.ts";
import { reviveError } from "./remote_error.ts";
import { type CallRequest, listen, modulesOf, type PoolWorker, type Request, type Seat, wireCall } from "./request.ts";
import type { Call, Sendable, Task } from "./task.ts";

/** What a worker tells its pool, beyond answers: that it died. */
export interface WorkerEvents {
  onMessage(message: FromWorker): void;
  /** @param started Whether it was ever up. */
  onDeath(error: Error, started: boolean): void;
}

/** How a kind of pool differs. */
export interface WorkerPoolOptions {
  readonly maxWorkers: number;
  /** What a worker may be sent at a time. */
  readonly ahead: AheadLimits;
  readonly broken: new (message: string, options?: ErrorOptions) => BrokenExecutor;
  /** What each worker runs first; if it fails, the pool breaks. */
  readonly initializer?: Call;
  /** After how many calls a worker is replaced. */
  readonly maxTasksPerWorker?: number;
}

/**
 * What pools of threads and of processes have in common: the queue of calls, the choice of a worker for each, the
 * answers, the end. An idle worker is used before another is started.
 */
export abstract class WorkerPool<W extends PoolWorker> extends BaseExecutor {
  readonly #options: WorkerPoolOptions;
  readonly #queue = new Fifo<CallRequest>();
  readonly #seats = new Set<Seat<W>>();
  readonly #ending = new Set<Promise<void>>();
  readonly #ahead: AheadSender<W>;
  #sendsAhead = false;
  #maxWorkers: number;
  #nextId = 1;
  #nextWorker = 0;
  #holds = 0;
  #shutDown = false;
  #broken: BrokenExecutor | null = null;
  #onIdle: (() => void)[] = [];

  constructor(options: WorkerPoolOptions) {
    super();
    checkCount("an executor needs at least one worker: maxWorkers", options.maxWorkers);
    if (options.maxTasksPerWorker !== undefined) {
      checkCount("a worker runs at least one task: maxTasksPerChild", options.maxTasksPerWorker);
    }
    this.#options = options;
    this.#maxWorkers = options.maxWorkers;
    this.#ahead = new AheadSender<W>({
      seats: this.#seats,
      queue: this.#queue,
      limits: options.ahead,
      room: (seat) => this.#roomOf(seat),
      post: (seat, request, message) => this.#post(seat, request, message),
      changed: (seat) => this.#updateKeepAlive(seat),
    });
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
  protected abstract startWorker(index: number, events: WorkerEvents, modules: readonly string[]): W;

  submitWith<Args extends unknown[], R>(
    options: SubmitOptions,
    task: Task<Args, R>,
    ...args: Args | Sendable<Args>
  ): Future<R> {
    return this.#submit(options, [wireCall({ task, args })], false) as Future<R>;
  }

  submitBatch<R>(options: SubmitOptions, calls: readonly Call<R>[]): Future<R[]> {
    return this.#submit(options, calls.map(wireCall), true) as Future<R[]>;
  }

  #submit(options: SubmitOptions, calls: readonly WireCall[], batch: boolean): Future<unknown> {
    this.#checkUsable();
    const { signal } = options;
    const id = this.#nextId++;
    const future = new Future<unknown>();
    const message = { type: "call", id, calls, batch, watched: options.onStart !== undefined } as const;
    const call: CallRequest = { id, future, message, options, modules: modulesOf(calls) };
    if (signal?.aborted) {
      future.setException(signal.reason);
    } else {
      if (signal) listen(signal, call, () => this.#ahead.takeBack(call), () => this.#abandon(call));
      this.#queue.push(call);
      this.#dispatch();
    }
    return future;
  }

  async shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    this.#shutDown = true;
    if (cancelFutures) {
      for (const { future, release } of this.#queue.drain()) {
        release?.();
        future.cancel();
      }
      for (const { requests } of this.#seats) {
        requests.forEach(({ slot, future }) => slot === undefined || future.cancel());
      }
    }
    const ended = this.#whenIdle().then(async () => {
      for (const seat of [...this.#seats]) this.#retire(seat);
      await Promise.all(this.#ending);
    });
    if (wait) await ended;
  }

  /** Allows more workers. */
  protected raiseMaxWorkers(count: number): void {
    checkCount("an executor needs at least one worker: maxWorkers", count);
    this.#maxWorkers = Math.max(this.#maxWorkers, count);
  }

  /** The first `count` seats, started where they weren't. */
  protected seats(count: number): Seat<W>[] {
    this.#checkUsable();
    while (this.#seats.size < count) {
      this.#start([]);
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
    this.#ahead.withdraw(seat);
    this.#assign(seat, { id, future, message: message(id) });
    this.#dispatch();
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
  #start(modules: readonly string[]): Seat<W> | null {
    const index = this.#nextWorker++;
    try {
      const worker = this.startWorker(index, {
        onMessage: (message) => this.#receive(seat, message),
        onDeath: (error, started) => this.#died(seat, error, started ? [] : modules),
      }, modules);
      const seat: Seat<W> = { worker, requests: new Map(), given: 0, heardAt: 0 };
      this.#seats.add(seat);
      this.#updateKeepAlive(seat);
      this.#initialize(seat);
      return this.#broken ? null : seat;
    } catch (error) {
      this.break(`worker ${index} can't be started: ${error instanceof Error ? error.message : error}`, error);
      return null;
    }
  }

  /** Has a worker run the initializer; calls that it is given meanwhile wait behind it. */
  #initialize(seat: Seat<W>): void {
    const { initializer } = this.#options;
    if (!initializer) return;
    const [id, calls] = [this.#nextId++, [wireCall(initializer)]];
    const message = { type: "call", id, calls, batch: false, watched: false } as const;
    this.#assign(seat, { id, future: new Future(), message, isInitial: true });
  }

  #retire(seat: Seat<W>): void {
    if (!this.#seats.delete(seat)) return;
    seat.worker.keepAlive(true);
    const ended = seat.worker.end(this.#broken !== null).finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  /** Replaces the worker that hasn't answered a call that was aborted; what it was given beside goes to others. */
  #abandon(call: CallRequest): void {
    const seat = [...this.#seats].find(({ requests }) => requests.get(call.id) === call);
    if (!seat) return;
    this.#seats.delete(seat);
    for (const request of seat.requests.values()) {
      if (request.future.done()) request.release?.();
      else this.#queue.push(request as CallRequest);
    }
    seat.worker.kill?.();
    this.#ending.add(seat.worker.end(true));
    this.#dispatch();
  }

  /** @param culprits The modules that a worker was started for, if it didn't come up. */
  #died(seat: Seat<W>, error: Error, culprits: readonly string[]): void {
    if (!this.#seats.has(seat)) return;
    if (culprits.length === 0) {
      this.break(`a worker of the pool ended unexpectedly: ${error.message}`, error);
      return;
    }
    this.#seats.delete(seat);
    const reason = new TypeError(`the task can't be found: its module ${culprits.join(" or ")} can't be loaded`, {
      cause: error,
    });
    for (const request of [...seat.requests.values()]) {
      this.#answered(seat, request, () => request.future.setException(reason));
    }
    this.#dispatch();
  }

  /** Hands queued calls to idle workers, as long as there are both. */
  #dispatch(): void {
    do this.#assignQueued(); while (this.#queue.length === 0 && this.#ahead.withdrawForIdle());
    if (this.#queue.length > 0) this.#sendAheadSoon();
    this.#checkIdle();
  }

  #assignQueued(): void {
    for (let call; (call = this.#queue.peek());) {
      if (call.future.done()) {
        call.release?.();
      } else {
        const seat = this.#seatFor(call.modules);
        if (!seat) return;
        seat.given++;
        call.estimate = this.#ahead.estimate(call);
        this.#assign(seat, call);
      }
      this.#queue.drop();
    }
  }

  /** A worker for a call: an idle one, or a new one; null if all are busy. */
  #seatFor(modules: readonly string[]): Seat<W> | null {
    let unfit: Seat<W> | null = null;
    for (const seat of this.#seats) {
      if (this.#roomOf(seat) === 0 || seat.requests.size > 0) continue;
      if (seat.worker.accepts(modules)) return seat;
      unfit = seat;
    }
    if (this.#seats.size < this.#maxWorkers) return this.#start(modules);
    if (!unfit) return null;
    this.#retire(unfit);
    return this.#start(modules);
  }

  /** Once for all that is submitted now. */
  #sendAheadSoon(): void {
    if (this.#sendsAhead) return;
    this.#sendsAhead = true;
    queueMicrotask(() => {
      this.#sendsAhead = false;
      if (this.#broken) return;
      for (const seat of [...this.#seats]) this.#ahead.fill(seat);
      this.#checkIdle();
    });
  }

  /** How many more calls a worker may be given in its life. */
  #roomOf({ given }: Seat<W>): number {
    return (this.#options.maxTasksPerWorker ?? Infinity) - given;
  }

  #assign(seat: Seat<W>, request: Request): void {
    if (!request.worker) request.future.setRunningOrNotifyCancel();
    request.worker = seat.worker;
    if (seat.requests.size === 0) seat.heardAt = performance.now();
    seat.requests.set(request.id, request);
    this.#updateKeepAlive(seat);
    this.#post(seat, request, request.message);
  }

  #post(seat: Seat<W>, request: Request, message: ToWorker): void {
    try {
      seat.worker.post(message);
    } catch (error) {
      this.#failed(seat, request, error);
    }
  }

  #receive(seat: Seat<W>, message: FromWorker): void {
    if (message.type === "bye" || message.type === "hello") return;
    const request = seat.requests.get(message.id);
    if (!request) return;
    switch (message.type) {
      case "progress":
        return request.options?.onProgress?.(message.progress);
      case "started":
        return request.options?.onStart?.();
      case "result":
        if (request.message.type === "call") this.#ahead.durations.note(request.message.calls, message.ms);
        this.#answered(seat, request, () => request.future.setResult(message.value));
        break;
      case "error":
        this.#failed(seat, request, reviveError(message.error));
        break;
    }
    this.#dispatch();
  }

  /** Breaks the pool at once where a worker can't be made ready: an answer to the next call may be here already. */
  #failed(seat: Seat<W>, request: Request, error: unknown): void {
    this.#answered(seat, request, () => request.future.setException(error));
    if (!request.isInitial) return;
    const reason = error instanceof Error ? error.message : error;
    this.break(`the initializer failed, so that the pool can't be used: ${reason}`, error);
  }

  #answered(seat: Seat<W>, request: Request, settle: () => void): void {
    seat.requests.delete(request.id);
    seat.heardAt = performance.now();
    request.release?.();
    this.#updateKeepAlive(seat);
    if (this.#roomOf(seat) === 0 && seat.requests.size === 0) this.#retire(seat);
    if (!request.future.done()) settle();
  }

  #updateKeepAlive(seat: Seat<W>): void {
    const alive = this.#holds > 0 || seat.requests.size > 0;
    if (alive !== seat.alive) seat.worker.keepAlive(seat.alive = alive);
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

function checkCount(what: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`${what} is ${count}`);
}
