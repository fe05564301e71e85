import type { FromWorker, ToWorker } from "./protocol.ts";
import { recordError } from "./remote_error.ts";
import { resolveTask } from "./task.ts";
import { withTaskContext } from "./task_context.ts";

type Call = Extract<ToWorker, { type: "call" }>;

/** The worker's side of calls, the same on threads and in processes: runs them one after another, and answers each. */
export class CallServer {
  readonly #post: (message: FromWorker) => void;
  readonly #aborts = new Map<number, AbortController>();
  #last: Promise<void> = Promise.resolve();

  /** @param post Sends to the pool; throws what can't be sent. */
  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  /** How many calls are waiting or running. */
  get calls(): number {
    return this.#aborts.size;
  }

  /** Queues a call; the promise, which never rejects, resolves when it is answered. */
  call(call: Call): Promise<void> {
    this.#aborts.set(call.id, new AbortController());
    return this.#last = this.#last.then(() => this.#run(call));
  }

  /** Aborts a call's signal, if it hasn't been answered. */
  abort(id: number): void {
    this.#aborts.get(id)?.abort();
  }

  /** Answers with what a function returns or throws. */
  async answer(id: number, run: () => unknown): Promise<void> {
    try {
      const value = await run();
      this.#post({ type: "result", id, value });
    } catch (error) {
      this.#post({ type: "error", id, error: recordError(error) });
    }
  }

  async #run({ id, task, args }: Call): Promise<void> {
    const { signal } = this.#aborts.get(id)!;
    const report = (progress: number) => this.#post({ type: "progress", id, progress });
    await this.answer(id, async () => {
      signal.throwIfAborted();
      const run = await resolveTask(task);
      return withTaskContext({ signal, report }, () => run(...args));
    });
    this.#aborts.delete(id);
  }
}
