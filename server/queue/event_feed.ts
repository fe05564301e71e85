import type { RunEvent } from "../api_types.ts";
import type { RunStore, StoredEvent } from "../store/mod.ts";

/** Events read from the store at once. */
const PAGE = 200;

/** A sign of life, in the place of an event. */
export const QUIET = Symbol("quiet");

const LAST_TYPES: readonly RunEvent["type"][] = ["done", "failed"];

/** Tells followers of runs what happens, from the store: who comes late, or again, reads what was missed. */
export class EventFeed {
  readonly #store: RunStore;
  readonly #closing = new AbortController();
  /** Who waits for the next event of which run. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(store: RunStore) {
    this.#store = store;
  }

  publish(id: string, event: RunEvent): void {
    this.#store.addEvent(id, event);
    this.wake(id);
  }

  /** Has the followers of a run look into the store again. */
  wake(id: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const wake of waiting ?? []) wake();
  }

  /**
   * Follows a run to its last event. A slow reader holds nothing up and costs no memory: it reads from the store.
   *
   * @param id The run's.
   * @param after The last event that the reader knows; 0 for none.
   * @param options When to stop, and after how many ms without an event to yield `QUIET`.
   */
  async *follow(
    id: string,
    after: number,
    { signal, quietMs }: { signal: AbortSignal; quietMs: number },
  ): AsyncGenerator<StoredEvent | typeof QUIET> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    let last = after;
    for (;;) {
      const events = this.#store.eventsAfter(id, last, PAGE);
      for (const event of events) {
        yield event;
        last = event.id;
        if (LAST_TYPES.includes(event.type)) return;
      }
      if (events.length > 0) continue;
      if (stop.aborted) return;
      if (!await this.#next(id, stop, quietMs) && !stop.aborted) yield QUIET;
    }
  }

  /** Whether a run has events after one of them. */
  hasAfter(id: string, after: number): boolean {
    return this.#store.eventsAfter(id, after, 1).length > 0;
  }

  /** Ends all following. */
  close(): void {
    this.#closing.abort();
  }

  /** Waits for the next event; false if there was none in time. */
  #next(id: string, stop: AbortSignal, limitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (happened: boolean) => {
        clearTimeout(timer);
        stop.removeEventListener("abort", onStop);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
        resolve(happened);
      };
      const wake = () => end(true);
      const onStop = () => end(false);
      const timer = setTimeout(onStop, limitMs);
      const waiting = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiting.add(wake));
      stop.addEventListener("abort", onStop);
      if (stop.aborted) onStop();
    });
  }
}
