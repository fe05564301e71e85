import type { WireCall } from "./protocol.ts";

/** What a duration grows by at least, so that it can grow from 0. */
const LEAST_MS = 1e-4;

/** How fast a long duration is forgotten: by a tenth with each call. */
const MEMORY = 0.9;

/** What fewer calls took says little of the next: its arguments may be others. */
const ENOUGH_CALLS = 10;

/** Calls of larger batches aren't added up: such batches are long, or were made large in order not to be sent ahead. */
const MOST_CALLS = 64;

/** What calls are expected to take: what most of them did, or the longest of late. */
export type DurationMeasure = "typical" | "longest";

type Durations = Record<DurationMeasure | "calls", number>;

/** How long the calls of each task took of late. */
export class CallDurations {
  readonly #tasks = new Map<string, Durations>();

  /** Notes how long calls took, all of the first one's task. */
  note(calls: readonly WireCall[], ms: number): void {
    if (calls.length === 0) return;
    const key = keyOf(calls[0]);
    const each = ms / calls.length;
    const { calls: before, longest, typical } = this.#tasks.get(key) ?? { calls: 0, longest: 0, typical: each };
    this.#tasks.set(key, {
      calls: before + calls.length,
      longest: Math.max(each, MEMORY * longest),
      // About the median: a step up or down by a tenth each time, however far off a call is. Where the machine is busy,
      // now and then a call takes a thousand times as long.
      typical: each > typical ? typical / MEMORY + LEAST_MS : MEMORY * typical,
    });
  }

  /** How long calls may take, in ms; infinite where that isn't known. */
  estimate(calls: readonly WireCall[], measure: DurationMeasure): number {
    if (calls.length > MOST_CALLS) return Infinity;
    let sum = 0;
    for (const call of calls) {
      const known = this.#tasks.get(keyOf(call));
      sum += known && known.calls >= ENOUGH_CALLS ? known[measure] : Infinity;
    }
    return sum;
  }
}

function keyOf({ task }: WireCall): string {
  return `${task.name} ${task.module}`;
}
