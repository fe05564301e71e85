import type { ToWorker } from "./protocol.ts";
import { resolveTask } from "./task.ts";
import { CALLED, FIRST_SLOT, IDLE, PENDING, RUNNING, type TeamMemory, writeFailure } from "./team_words.ts";

type Join = Extract<ToWorker, { type: "join" }>;

interface Membership extends TeamMemory {
  readonly slot: number;
  readonly run: () => void;
}

/** The teams that a thread is a member of. */
export class Memberships {
  readonly #teams = new Map<number, Membership>();

  get size(): number {
    return this.#teams.size;
  }

  /** Has the team's factory make this member's function. */
  async join({ team, member, task, context, words, failure }: Join): Promise<void> {
    const factory = await resolveTask(task);
    const run = await factory(context, member);
    if (typeof run !== "function") throw new TypeError(`a team's factory must return a function: ${task.name} doesn't`);
    this.#teams.set(team, { words, failure, slot: FIRST_SLOT + member, run: run as () => void });
  }

  leave(team: number): void {
    this.#teams.delete(team);
  }

  /** Does the part of this thread in the runs that it is called for, if any. */
  work(): boolean {
    let worked = false;
    for (const membership of this.#teams.values()) {
      const { words, slot, run } = membership;
      if (Atomics.load(words, slot) !== CALLED || Atomics.compareExchange(words, slot, CALLED, RUNNING) !== CALLED) {
        continue;
      }
      worked = true;
      try {
        run();
      } catch (error) {
        writeFailure(membership, error);
      }
      Atomics.store(words, slot, IDLE);
      if (Atomics.sub(words, PENDING, 1) === 1) Atomics.notify(words, PENDING);
    }
    return worked;
  }
}
