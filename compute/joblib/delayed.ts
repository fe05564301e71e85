import { type Call, checkTask, type Sendable, type Task } from "../futures/mod.ts";

/**
 * Notes a call instead of making it, for `Parallel` to make it elsewhere.
 *
 * @param task The function, by reference: see `task()`.
 * @returns A function of the same parameters that returns the noted call.
 * @throws {TypeError} If it is given the function itself, which can't travel.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { delayed } from "lanes/joblib";
 * import { mathTask } from "lanes/futures";
 *
 * assertEquals(delayed(mathTask(Math.hypot)!)(3, 4).args, [3, 4]);
 * ```
 */
export function delayed<Args extends unknown[], R>(
  task: Task<Args, R>,
): (...args: Args | Sendable<Args>) => Call<R> {
  checkTask(task, "what is delayed");
  return (...args) => ({ task, args });
}
