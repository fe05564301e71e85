import type { CallMessage, FromWorker } from "./protocol.ts";
import { recordError } from "./remote_error.ts";
import { TaskResolver } from "./task_resolver.ts";
import { withTaskContext, type WorkerKind } from "./task_context.ts";

/** How long a batch runs before messages are heard, the abort of its call say. */
const SLICE_MS = 50;

/** The worker's side of calls, the same on threads and in processes: runs them one after another, and answers each. */
export class CallServer {
  readonly #post: (message: FromWorker) => void;
  readonly #claim: (slot: number, id: number) => boolean;
  readonly #aborts = new Map<number, AbortController>();
  readonly #resolver = new TaskResolver();
  #last: Promise<void> = Promise.resolve();

  /**
   * @param worker What kind of worker this is.
   * @param post Sends to the pool; throws what can't be sent.
   * @param claim Claims a call that was sent ahead; false if the pool took it back.
   */
  constructor(
    readonly worker: WorkerKind,
    post: (message: FromWorker) => void,
    claim: (slot: number, id: number) => boolean = () => true,
  ) {
    this.#post = post;
    this.#claim = claim;
  }

  /** How many calls are waiting or running. */
  get calls(): number {
    return this.#aborts.size;
  }

  /** Queues a call; the promise, which never rejects, resolves when it is answered. */
  call(call: CallMessage): Promise<void> {
    const controller = new AbortController();
    this.#aborts.set(call.id, controller);
    return this.#last = this.#last.then(() => this.#run(call, controller));
  }

  /** Aborts a call's signal, if it hasn't been answered. */
  abort(id: number): void {
    this.#aborts.get(id)?.abort();
  }

  /** Answers with what a function returns or throws. */
  async answer(id: number, run: () => unknown): Promise<void> {
    const start = performance.now();
    try {
      const value = await run();
      this.#post({ type: "result", id, value, ms: performance.now() - start });
    } catch (error) {
      this.#post({ type: "error", id, error: recordError(error) });
    }
  }

  async #run({ id, calls, batch, watched, slot }: CallMessage, controller: AbortController): Promise<void> {
    const { signal } = controller;
    // A call that was taken back may have been sent again, and wait behind.
    const end = () => this.#aborts.get(id) === controller && this.#aborts.delete(id);
    if (slot !== undefined && !this.#claim(slot, id)) {
      end();
      return;
    }
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
    end();
  }
}
