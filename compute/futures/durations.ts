import type { WireCall } from "./protocol.ts";

/** How fast a long duration is forgotten: by a tenth with each call. */
const MEMORY = 0.9;

/** What fewer calls took says little of the next: its arguments may be others. */
const ENOUGH_CALLS = 10;

/** Calls of larger batches aren't added up: such batches are long, or were made large in order not to be sent ahead. */
const MOST_CALLS = 64;

interface Duration {
  calls: number;
  /** The longest of late, in ms. */
  longest: number;
}

/** How long the calls of each task took of late, the longest of them: what others are expected to take. */
export class CallDurations {
  readonly #tasks = new Map<string, Duration>();

  /** Notes how long calls took, all of the first one's task. */
  note(calls: readonly WireCall[], ms: number): void {
    if (calls.length === 0) return;
    const key = keyOf(calls[0]);
    const { calls: before, longest } = this.#tasks.get(key) ?? { calls: 0, longest: 0 };
    this.#tasks.set(key, {
      calls: before + calls.length,
      longest: Math.max(ms / calls.length, MEMORY * longest),
    });
  }

  /** How long calls may take, in ms; infinite where that isn't known. */
  estimate(calls: readonly WireCall[]): number {
    if (calls.length > MOST_CALLS) return Infinity;
    let sum = 0;
    for (const call of calls) {
      const known = this.#tasks.get(keyOf(call));
      sum += known && known.calls >= ENOUGH_CALLS ? known.longest : Infinity;
    }
    return sum;
  }
}

function keyOf({ task }: WireCall): string {
  return `${task.name} ${task.module}`;
}
