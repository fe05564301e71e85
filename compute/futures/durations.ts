import type { WireCall } from "./protocol.ts";

/** How fast a long duration is forgotten: by a tenth with each call. */
const MEMORY = 0.9;

/** Calls of larger batches aren't added up: such batches are long, or were made large in order not to be sent ahead. */
const MOST_CALLS = 64;

/** How long the calls of each task took of late, the longest of them: what others are expected to take. */
export class CallDurations {
  readonly #recent = new Map<string, number>();

  /** Notes how long calls took, all of the first one's task. */
  note(calls: readonly WireCall[], ms: number): void {
    if (calls.length === 0) return;
    const key = keyOf(calls[0]);
    this.#recent.set(key, Math.max(ms / calls.length, MEMORY * (this.#recent.get(key) ?? 0)));
  }

  /** How long calls may take, in ms; infinite where that isn't known. */
  estimate(calls: readonly WireCall[]): number {
    if (calls.length > MOST_CALLS) return Infinity;
    let sum = 0;
    for (const call of calls) sum += this.#recent.get(keyOf(call)) ?? Infinity;
    return sum;
  }
}

function keyOf({ task }: WireCall): string {
  return `${task.name} ${task.module}`;
}
