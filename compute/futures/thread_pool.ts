import { programWords, startThread, type ThreadPort, webPort } from "../threading/mod.ts";
import { Claims } from "./claims.ts";
import { BrokenThreadPool } from "./errors.ts";
import { createThreadWords, notePosted, wakeThread } from "./park.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { type PoolWorker, type Seat, wireCall } from "./request.ts";
import { maySpin } from "./spin.ts";
import type { Call, Task } from "./task.ts";
import { Team } from "./team.ts";
import { createTeamMemory } from "./team_words.ts";

import type { Welcome } from "./thread_worker.ts";
import { type WorkerEvents, WorkerPool } from "./worker_pool.ts";

export interface ThreadPoolOptions {
  /** Default: four more than the machine has cores, at most 32, as Python has it. */
  readonly maxWorkers?: number;
  /** For debuggers; default "lanes". */
  readonly namePrefix?: string;
  /** Makes a worker of the entry point `thread_worker.ts`, for pages whose bundler has its own way. */
  readonly createWorker?: (name: string) => Worker;
  /** What each thread runs before its first call; if it fails, the pool breaks. */
  readonly initializer?: Call;
}

/**
 * A function that makes a team member's function.
 *
 * @param context What `team` was given, copied; shared memory in it is shared.
 * @param member The member's number.
 */
export type TeamFactory<C> = (context: C, member: number) => () => void;

/** A team's factory, as a task. */
type TeamTask<C> = Task<Parameters<TeamFactory<C>>, () => void>;

/**
 * Runs calls on threads, which are started as they are needed, and don't keep the program alive when idle.
 *
 * @example
 * ```ts ignore
 * await using pool = new ThreadPoolExecutor();
 * console.log(await pool.submit(task(import.meta.url, square), 7)); // 49
 * ```
 */
export class ThreadPoolExecutor extends WorkerPool<PoolThread> {
  readonly #namePrefix: string;
  readonly #createWorker: ThreadPoolOptions["createWorker"];
  readonly #teams = new Set<Team>();
  #nextTeam = 1;

  constructor(options: ThreadPoolOptions = {}) {
    const maxWorkers = options.maxWorkers ?? Math.min(32, navigator.hardwareConcurrency + 4);
    super({
      maxWorkers,
      ahead: { ms: 1, by: "typical", calls: 32 },
      broken: BrokenThreadPool,
      initializer: options.initializer,
    });
    this.#namePrefix = options.namePrefix ?? "lanes";
    this.#createWorker = options.createWorker;
  }

  /**
   * Starts threads until there are `count`, so that later work needn't wait for that.
   *
   * @param count How many threads; `maxWorkers` is raised to it.
   * @param task What each runs, so as to import its module; left out, nothing.
   */
  async grow(count: number, task?: Task<[]>): Promise<void> {
    this.raiseMaxWorkers(count);
    const calls = task ? [wireCall({ task, args: [] })] : [];
    const call = (id: number) => ({ type: "call", id, calls, batch: true, watched: false }) as const;
    await Promise.all(this.seats(count).map((seat) => this.request(seat, call).result()));
  }

  /**
   * Makes a team: threads that keep a function each, and sleep in shared memory until they are to run it. They join it
   * while the caller goes on; see `Team.ready`.
   *
   * @param factory The task that makes a member's function, called once on each thread.
   * @param context What the factory is given; sent once to each thread.
   * @param size How many threads; the pool grows to it.
   */
  team<C>(factory: TeamTask<C>, context: C, size: number): Team {
    this.raiseMaxWorkers(size);
    const number = this.#nextTeam++;
    const memory = createTeamMemory(size);
    const seats: Seat<PoolThread>[] = [];
    const team: Team = new Team(size, memory, {
      join: (member) => {
        const seat = this.seats(member + 1)[member];
        seats.push(seat);
        const message = { type: "join", team: number, member, task: factory as Task, context, ...memory } as const;
        return this.request(seat, (id) => ({ ...message, id })).result();
      },
      wake: (member) => seats[member].worker.wake(),
      hold: () => this.hold(),
      leave: () => {
        this.#teams.delete(team);
        seats.forEach((seat) => seat.worker.post({ type: "leave", team: number }));
      },
    });
    this.#teams.add(team);
    return team;
  }

  protected override startWorker(index: number, events: WorkerEvents): PoolThread {
    const name = `${this.#namePrefix}-${index}`;
    const port: ThreadPort<ToWorker, FromWorker> = this.#createWorker
      ? webPort(this.#createWorker(name))
      : startThread(new URL("./thread_worker.ts", import.meta.url), name);
    // Beside it, the threads before it are busy, and who calls.
    return new PoolThread(port, events, maySpin(index + 1));
  }

  protected override break(message: string, cause?: unknown): BrokenThreadPool {
    const error = super.break(message, cause);
    this.#teams.forEach((team) => team.break(error));
    this.#teams.clear();
    return error;
  }
}

/** On pages that aren't cross-origin isolated it isn't: calls are messages alone then. */
const MEMORY_IS_SHARED = typeof SharedArrayBuffer !== "undefined";

/** One thread of a pool. */
class PoolThread implements PoolWorker {
  readonly #port: ThreadPort<ToWorker, FromWorker>;
  readonly claims = MEMORY_IS_SHARED ? new Claims() : undefined;
  readonly #words = createThreadWords();
  readonly #ended: Promise<void>;
  #gone = false;

  constructor(port: ThreadPort<ToWorker, FromWorker>, events: WorkerEvents, spins: boolean) {
    this.#port = port;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = promise;
    port.onMessage((message) => {
      if (message.type === "bye") resolve();
      else events.onMessage(message);
    });
    port.onError((error) => {
      this.#gone = true;
      resolve();
      events.onDeath(error, true);
    });
    const claims = this.claims?.words ?? null;
    const program = MEMORY_IS_SHARED ? programWords() : null;
    const welcome: Welcome = { type: "welcome", words: this.#words, claims, program, spins };
    port.post(welcome as unknown as ToWorker);
  }

  accepts(): boolean {
    return true;
  }

  post(message: ToWorker): void {
    if (this.#gone) return;
    // First the message, then the note: a message that can't be copied throws, and must not be waited for.
    this.#port.post(message);
    notePosted(this.#words);
  }

  wake(): void {
    wakeThread(this.#words);
  }

  keepAlive(alive: boolean): void {
    this.#port.keepAlive(alive);
  }

  async end(): Promise<void> {
    this.post({ type: "exit" });
    this.#gone = true;
    await this.#ended;
    // Not terminated right away: it may hold what must be given back in order, a GPU's driver say.
    await this.#port.gone;
    this.#port.terminate();
  }
}
