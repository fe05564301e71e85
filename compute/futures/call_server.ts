import type { FromWorker, ToWorker } from "./protocol.ts";
import { recordError } from "./remote_error.ts";
import { TaskResolver } from "./task_resolver.ts";
import { withTaskContext, type WorkerKind } from "./task_context.ts";

type CallMessage = Extract<ToWorker, { type: "call" }>;

/** How long a batch runs before messages are heard, the abort of its call say. */
const SLICE_MS = 50;

/** The worker's side of calls, the same on threads and in processes: runs them one after another, and answers each. */
export class CallServer {
  readonly #post: (message: FromWorker) => void;
  readonly #aborts = new Map<number, AbortController>();
  readonly #resolver = new TaskResolver();
  #last: Promise<void> = Promise.resolve();

  /**
   * @param worker What kind of worker this is.
   * @param post Sends to the pool; throws what can't be sent.
   */
  constructor(readonly worker: WorkerKind, post: (message: FromWorker) => void) {
    this.#post = post;
  }

  /** How many calls are waiting or running. */
  get calls(): number {
    return this.#aborts.size;
  }

  /** Queues a call; the promise, which never rejects, resolves when it is answered. */
  call(call: CallMessage): Promise<void> {
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

  async #run({ id, calls, batch, watched }: CallMessage): Promise<void> {
    const { signal } = this.#aborts.get(id)!;
    const report = (progress: number) => this.#post({ type: "progress", id, progress });
    await this.answer(id, async () => {
      const results: unknown[] = [];
      let sliceEnd = performance.now() + SLICE_MS;
      for (const call of calls) {
        if (performance.now() > sliceEnd) {
          await new Promise((resolve) => setTimeout(resolve));
          sliceEnd = performance.now() + SLICE_MS;
        }
        signal.throwIfAborted();
        const run = await this.#resolver.resolve(call.task);
        const { references } = call;
        const args = references ? await this.#resolver.resolveArguments(call.args, references) : call.args;
        if (watched) this.#post({ type: "started", id });
        results.push(await withTaskContext({ signal, report, worker: this.worker }, () => run(...args)));
      }
      return batch ? results : results[0];
    });
    this.#aborts.delete(id);
  }
}
