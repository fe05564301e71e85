import type { Executor, Iterables, MapOptions, ShutdownOptions, SubmitOptions } from "./executor.ts";
import type { Future } from "./future.ts";
import { mapBySubmit } from "./map.ts";
import type { Call, Sendable, Task } from "./task.ts";

/** What every executor makes of its ways to submit and to shut down. */
export abstract class BaseExecutor implements Executor {
  abstract submitWith<Args extends unknown[], R>(
    options: SubmitOptions,
    task: Task<Args, R>,
    ...args: Args | Sendable<Args>
  ): Future<R>;
  abstract submitBatch<R>(options: SubmitOptions, calls: readonly Call<R>[]): Future<R[]>;
  abstract shutdown(options?: ShutdownOptions): Promise<void>;

  submit<Args extends unknown[], R>(task: Task<Args, R>, ...args: Args | Sendable<Args>): Future<R> {
    return this.submitWith({}, task, ...args);
  }

  map<Args extends unknown[], R>(
    task: Task<Args, R>,
    iterables: Iterables<Args>,
    options?: MapOptions,
  ): AsyncIterableIterator<R> {
    return mapBySubmit(this, task, iterables, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  [Symbol.dispose](): void {
    void this.shutdown({ wait: false });
  }
}
