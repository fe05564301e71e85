import { CallDurations, type DurationMeasure } from "./durations.ts";
import type { Fifo } from "./fifo.ts";
import type { CallMessage, ToWorker } from "./protocol.ts";
import type { CallRequest, PoolWorker, Request, Seat } from "./request.ts";

/** What a worker may have been sent at a time. */
export interface AheadLimits {
  /** How long all of it may take, in ms. */
  readonly ms: number;
  /** Which calls count as that long. */
  readonly by: DurationMeasure;
  readonly calls: number;
}

/** After how many ms in which it wasn't heard of a worker is late: it runs a call that takes longer than expected. */
const LATE_MS = 100;

/** What there is of a pool. */
export interface AheadHost<W extends PoolWorker> {
  readonly seats: ReadonlySet<Seat<W>>;
  readonly queue: Fifo<CallRequest>;
  readonly limits: AheadLimits;
  /** How many more calls a worker may be given in its life. */
  room(seat: Seat<W>): number;
  /** Sends a message; what can't be copied is an error of the request. */
  post(seat: Seat<W>, request: Request, message: ToWorker): void;
  /** A worker has other requests than before. */
  changed(seat: Seat<W>): void;
}

/**
 * Sends busy workers calls that they are to run next, several in a message: a message to a sleeping thread costs more
 * than a short call. Those alone are sent ahead that are expected to be short, since each waits for those before it,
 * though other workers may be idle by then. Where calls can be taken back, as from threads, an idle one takes them over.
 */
export class AheadSender<W extends PoolWorker> {
  readonly durations = new CallDurations();
  readonly #host: AheadHost<W>;

  constructor(host: AheadHost<W>) {
    this.#host = host;
  }

  /**
   * Sends a worker calls, up to its share of the queue, once it has no more than half of what it may have. From one that
   * is late, what it was sent is withdrawn.
   */
  fill(seat: Seat<W>): void {
    const { queue, seats, limits } = this.#host;
    if (seat.requests.size > 0 && performance.now() - seat.heardAt > LATE_MS) {
      this.withdraw(seat);
      return;
    }
    let ms = 0;
    for (const { estimate = Infinity } of seat.requests.values()) ms += estimate;
    if (ms > limits.ms / 2 || seat.requests.size > limits.calls / 2) return;
    const share = Math.ceil(queue.length / seats.size);
    const most = Math.min(limits.calls - seat.requests.size, this.#host.room(seat), share);
    const requests: CallRequest[] = [];
    for (let request; requests.length < most && (request = queue.peek()); queue.drop()) {
      if (request.future.done()) {
        request.release?.();
        continue;
      }
      request.estimate = this.estimate(request);
      ms += request.estimate;
      if (ms > limits.ms || !seat.worker.accepts(request.modules) || !this.#give(seat, request)) break;
      requests.push(request);
    }
    if (requests.length > 0) this.#post(seat, requests);
  }

  /** How long a call is expected to take, in ms. */
  estimate({ message }: CallRequest): number {
    return this.durations.estimate(message.calls, this.#host.limits.by);
  }

  /** Takes a call back from a worker that hasn't begun it; false if it can't be. */
  takeBack(request: Request): boolean {
    const { worker, slot, id } = request;
    if (slot === undefined || !worker!.claims!.takeBack(slot, id)) return false;
    for (const seat of this.#host.seats) {
      if (seat.worker !== worker) continue;
      seat.given--;
      seat.requests.delete(id);
      this.#host.changed(seat);
    }
    request.slot = undefined;
    request.worker = undefined;
    request.future.setOffer(null);
    return true;
  }

  /** Puts the calls back into the queue that a worker was sent ahead and hasn't begun; whether there were any. */
  withdraw(seat: Seat<W>): boolean {
    const withdrawn = [...seat.requests.values()].filter((request) => this.takeBack(request)) as CallRequest[];
    this.#host.queue.unshift(withdrawn);
    return withdrawn.length > 0;
  }

  /** If a worker has nothing to do, withdraws what another was sent ahead; whether there was such. */
  withdrawForIdle(): boolean {
    const seats = [...this.#host.seats];
    if (!seats.some((seat) => seat.requests.size === 0 && this.#host.room(seat) > 0)) return false;
    return seats.some((seat) => seat.requests.size > 1 && this.withdraw(seat));
  }

  /** Notes that a worker is given a call; false if there is no slot for it. */
  #give(seat: Seat<W>, request: CallRequest): boolean {
    const { worker } = seat;
    const { id, future } = request;
    if (worker.claims) {
      const slot = worker.claims.offer(id);
      if (slot === null) return false;
      request.slot = slot;
      const isClaimed = () => worker.claims!.isClaimed(slot, id);
      const takeBack = () => {
        const takenBack = this.takeBack(request);
        if (takenBack) request.release?.();
        return takenBack;
      };
      future.setOffer({ isClaimed, takeBack });
    } else {
      future.setRunningOrNotifyCancel();
    }
    request.worker = worker;
    seat.given++;
    seat.requests.set(id, request);
    return true;
  }

  #post(seat: Seat<W>, requests: readonly CallRequest[]): void {
    const calls = requests.map(({ message, slot }): CallMessage => slot === undefined ? message : { ...message, slot });
    try {
      seat.worker.post({ type: "calls", calls });
    } catch {
      // One can't be copied: which, is found by sending each by itself.
      requests.forEach((request, k) => this.#host.post(seat, request, calls[k]));
    }
    this.#host.changed(seat);
  }
}
