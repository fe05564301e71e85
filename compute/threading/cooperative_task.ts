import { Event, EVENT_WORDS, type EventHandle } from "./event.ts";
import { checkHandle } from "./handle.ts";
import { named } from "./names.ts";
import type { WaitOptions } from "./patience.ts";

/** A task's flag, as it is posted to another thread. */
export interface CooperativeTaskHandle {
  readonly kind: "Task";
  readonly terminated: EventHandle;
}

/**
 * Work that can be told to end: a flag that the work looks at, as nothing can end a thread from outside.
 *
 * @example
 * ```ts
 * import { Task } from "lanes/threading";
 *
 * function countdown(task: Task, from: number): number {
 *   let left = from;
 *   while (task.running && left > 0) left--;
 *   return left;
 * }
 *
 * const task = new Task(); // give a thread task.share(), and let it make Task.from(handle)
 * console.log(countdown(task, 3)); // 0
 * task.terminate();
 * console.log(countdown(task, 3)); // 3
 * ```
 */
export class Task {
  readonly #terminated: Event;

  /** @param terminated The flag; left out, a new one. */
  constructor(terminated: Event = new Event()) {
    this.#terminated = terminated;
  }

  /** The task that a handle stands for. */
  static from(handle: CooperativeTaskHandle): Task {
    return new Task(Event.from(checkHandle(handle, "Task").terminated));
  }

  /**
   * The task of a name: the same one on all threads of the program that ask for it.
   *
   * @throws {TypeError} If the name is that of something else.
   */
  static named(name: string): Task {
    return new Task(new Event(named(name, { kind: "Task", parts: [EVENT_WORDS], write: () => {} }).parts[0]));
  }

  /** Makes a handle, for `postMessage` and for the arguments of tasks. */
  share(): CooperativeTaskHandle {
    return { kind: "Task", terminated: this.#terminated.share() };
  }

  /** Whether the work is to go on. */
  get running(): boolean {
    return !this.#terminated.isSet();
  }

  /** Tells the work to end. */
  terminate(): void {
    this.#terminated.set();
  }

  /**
   * Blocks the thread for some time, or until the work is to end.
   *
   * @param ms How long.
   * @returns Whether the work is to go on.
   */
  sleep(ms: number): boolean {
    return !this.#terminated.wait({ timeout: ms });
  }

  /** As `sleep`, letting the event loop turn. */
  async sleepAsync(ms: number, options: Pick<WaitOptions, "signal"> = {}): Promise<boolean> {
    return !await this.#terminated.waitAsync({ ...options, timeout: ms });
  }
}
