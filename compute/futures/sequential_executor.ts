import { BaseExecutor } from "./base_executor.ts";
import { InvalidStateError } from "./errors.ts";
import type { ShutdownOptions, SubmitOptions } from "./executor.ts";
import { Future } from "./future.ts";
import type { WireCall } from "./protocol.ts";
import { wireCall } from "./request.ts";
import type { Call, Sendable, Task } from "./task.ts";
import { withTaskContext } from "./task_context.ts";
import { TaskResolver } from "./task_resolver.ts";

const NEVER = new AbortController().signal;

/**
 * Runs calls one after another on the caller's own thread: nothing is copied, and errors are the very ones thrown. For
 * tests, for debugging, and where there is nothing to gain from more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mathTask, SequentialExecutor } from "lanes/futures";
 *
 * await using executor = new SequentialExecutor();
 * assertEquals(await executor.submit(mathTask(Math.hypot)!, 3, 4), 5);
 * ```
 */
export class SequentialExecutor extends BaseExecutor {
  #last: Promise<void> = Promise.resolve();
  readonly #resolver = new TaskResolver();
  readonly #pending = new Set<Future<unknown>>();
  #shutDown = false;

  submitWith<Args extends unknown[], R>(
    options: SubmitOptions,
    task: Task<Args, R>,
    ...args: Args | Sendable<Args>
  ): Future<R> {
    const call = wireCall({ task, args });
    return this.#submit(options, () => this.#run<R>(call, options));
  }

  submitBatch<R>(options: SubmitOptions, batch: readonly Call<R>[]): Future<R[]> {
    const calls = batch.map(wireCall);
    return this.#submit(options, async () => {
      const results: R[] = [];
      for (const call of calls) {
        options.signal?.throwIfAborted();
        results.push(await this.#run<R>(call, options));
      }
      return results;
    });
  }

  async shutdown({ wait = true, cancelFutures = false }: ShutdownOptions = {}): Promise<void> {
    this.#shutDown = true;
    if (cancelFutures) this.#pending.forEach((future) => future.cancel());
    if (wait) await this.#last;
  }

  #submit<R>({ signal }: SubmitOptions, run: () => Promise<R>): Future<R> {
    if (this.#shutDown) throw new InvalidStateError("the executor was shut down: it takes no more calls");
    const future = new Future<R>();
    const fail = (error: unknown) => {
      if (!future.done()) future.setException(error);
    };
    const onAbort = () => fail(signal!.reason);
    if (signal?.aborted) {
      onAbort();
      return future;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#pending.add(future);
    this.#last = this.#last.then(async () => {
      this.#pending.delete(future);
      try {
        if (future.done()) return;
        future.setRunningOrNotifyCancel();
        const value = await run();
        if (!future.done()) future.setResult(value);
      } catch (error) {
        fail(error);
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    });
    return future;
  }

  async #run<R>(call: WireCall, { signal = NEVER, onProgress, onStart }: SubmitOptions): Promise<R> {
    const { task, args, references } = call;
    const run = await this.#resolver.resolve(task);
    const given = references ? await this.#resolver.resolveArguments(args, references) : args;
    onStart?.();
    const context = { signal, report: (progress: number) => onProgress?.(progress), worker: "caller" } as const;
    return await withTaskContext(context, () => run(...given)) as R;
  }
}
