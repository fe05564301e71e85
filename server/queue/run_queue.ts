import type { CompareEvent } from "../../compute/compare/types.ts";
import type { Run, RunRequest } from "../api_types.ts";
import type { Engine } from "../engine.ts";
import { asFailure, Failure } from "../failure.ts";
import type { Limits } from "../limits.ts";
import type { Ending, RunStore } from "../store/mod.ts";
import type { EventFeed } from "./event_feed.ts";

/** Progress is told at most so often, in ms. */
const PROGRESS_INTERVAL = 100;

export interface QueueParts {
  readonly store: RunStore;
  readonly feed: EventFeed;
  readonly engine: Engine;
  readonly limits: Limits;
  /** Is given what failed without being anybody's fault but ours. */
  readonly report: (error: unknown) => void;
}

/** A run that waits. */
interface Waiting {
  readonly id: string;
  /** Who asked, to be fair; unknown after a restart. */
  readonly address: string | null;
}

/** Measures one run at a time, first come first served, so that runs neither disturb nor starve each other. */
export class RunQueue {
  readonly #parts: QueueParts;
  #waiting: Waiting[] = [];
  #running: { readonly id: string; readonly abort: AbortController } | null = null;
  #working: Promise<void> | null = null;
  #closed = false;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier server left: what ran is failed, what waited waits again. */
  resume(): void {
    const { store } = this.#parts;
    for (const id of store.idsWith("running")) {
      this.#finish(id, failed(new Failure("interrupted", "interrupted by a restart of the server: run it again")));
    }
    for (const id of store.idsWith("queued")) this.#waiting.push({ id, address: null });
    this.#announcePositions(0);
    this.#work();
  }

  /**
   * Queues a run.
   *
   * @param request As it came, already checked.
   * @param address Whose it is.
   * @throws {Failure} If too many wait.
   */
  submit(request: RunRequest, address: string): Run {
    const { store, limits } = this.#parts;
    if (this.#closed) throw new Failure("shutting_down", "the server is about to stop", { retryAfter: 10 });
    const own = this.#waiting.filter((waiting) => waiting.address === address).length;
    if (own >= limits.queuedPerAddress) {
      const message = `${own} of your runs wait already: cancel one, or wait until they are done`;
      throw new Failure("queue_full", message, { retryAfter: 10 });
    }
    if (this.#waiting.length >= limits.queueLength) {
      throw new Failure("queue_full", "too many runs wait: try again in a minute", { retryAfter: 60 });
    }
    const run = store.add(request);
    store.prune(limits.runsKept);
    this.#waiting.push({ id: run.id, address });
    this.#announcePositions(this.#waiting.length - 1);
    this.#work();
    return this.get(run.id)!;
  }

  /** Whether a run is being measured, and how many wait. */
  get load(): { running: boolean; queued: number } {
    return { running: this.#running !== null, queued: this.#waiting.length };
  }

  /** A run as it is now, with its position if it waits. */
  get(id: string): Run | null {
    const run = this.#parts.store.get(id);
    return run && this.#withPosition(run);
  }

  /** The latest runs first. */
  recent(limit: number): Run[] {
    return this.#parts.store.recent(limit).map((run) => this.#withPosition(run));
  }

  /**
   * Cancels a run; what it measured stays.
   *
   * @returns The run as it is then, or null if there is none of that id.
   * @throws {Failure} If it has ended already.
   */
  async cancel(id: string): Promise<Run | null> {
    const place = this.#waiting.findIndex((waiting) => waiting.id === id);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      this.#finish(id, { status: "cancelled" });
      this.#announcePositions(place);
    } else if (this.#running?.id === id) {
      this.#running.abort.abort(new DOMException("the run was cancelled", "AbortError"));
      await this.#working;
    } else {
      const run = this.get(id);
      if (run) throw new Failure("conflict", `the run has ended already: it is ${run.status}`);
    }
    return this.get(id);
  }

  /** Stops taking and starting runs, and ends the one that runs as failed. Those that wait run after a restart. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#running?.abort.abort(new Failure("interrupted", "the server was stopped: run it again"));
    await this.#working;
  }

  #withPosition(run: Run): Run {
    const place = this.#waiting.findIndex(({ id }) => id === run.id);
    return place < 0 ? run : { ...run, position: place + 1 };
  }

  #announcePositions(from: number): void {
    for (let place = from; place < this.#waiting.length; place++) {
      this.#parts.feed.publish(this.#waiting[place].id, { type: "queued", position: place + 1 });
    }
  }

  /** Runs what waits, unless that goes on already. */
  #work(): void {
    if (this.#working || this.#closed) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#announcePositions(0);
    this.#working = this.#run(next.id).catch(this.#parts.report).finally(() => {
      this.#working = null;
      this.#work();
    });
  }

  async #run(id: string): Promise<void> {
    const abort = new AbortController();
    this.#running = { id, abort };
    this.#parts.store.setRunning(id);
    const { runSeconds } = this.#parts.limits;
    const tooLong = new Failure("time_limit", `stopped after ${runSeconds} s, the most that a run may take`);
    const timer = setTimeout(() => abort.abort(tooLong), runSeconds * 1000);
    try {
      const thrown = await this.#compare(id, abort.signal).then(() => null, asFailure);
      if (thrown?.code === "internal" && !abort.signal.aborted) this.#parts.report(thrown.cause);
      this.#finish(id, abort.signal.aborted ? endingBy(abort.signal.reason) : thrown ? failed(thrown) : DONE);
    } finally {
      clearTimeout(timer);
      this.#running = null;
    }
  }

  /** Measures, and notes what happens. Rejects with whatever ended it early. */
  async #compare(id: string, signal: AbortSignal): Promise<void> {
    const { store, engine, feed } = this.#parts;
    const request = await engine.check(store.get(id)!.request);
    signal.throwIfAborted();
    const isDue = throttle();
    await engine.compare(request, {
      signal,
      onEvent: (event) => {
        if (event.type === "progress" && !isDue(event)) return;
        if (event.type === "started") store.setEnvironment(id, event.environment);
        if (event.type === "result") store.addResult(id, event.result);
        feed.publish(id, event);
      },
    });
  }

  #finish(id: string, ending: Ending): void {
    const { store, feed } = this.#parts;
    const { status, error } = ending;
    store.finish(id, ending, error ? { type: "failed", error } : { type: "done", status });
    feed.wake(id);
  }
}

const DONE: Ending = { status: "done" };

function failed(failure: Failure): Ending {
  return { status: "failed", error: failure.toJSON() };
}

/** How a run ends that was aborted: by a failure of the server's, or at somebody's wish. */
function endingBy(reason: unknown): Ending {
  return reason instanceof Failure ? failed(reason) : { status: "cancelled" };
}

/** Lets progress through when its row and phase are new, or the last was long enough ago. */
function throttle(): (event: CompareEvent & { type: "progress" }) => boolean {
  const seen = new Set<string>();
  let last = -Infinity;
  return ({ row, phase }) => {
    const time = performance.now();
    const what = JSON.stringify([row, phase]);
    if (seen.has(what) && time - last < PROGRESS_INTERVAL) return false;
    seen.add(what);
    last = time;
    return true;
  };
}
