import { type AnyFunction, resolveTask, type Task } from "./task.ts";

/** Looks up what tasks refer to, and remembers it: a module's exports stay. */
export class TaskResolver {
  readonly #functions = new Map<string, AnyFunction>();

  /** @throws {TypeError} As `resolveTask`. */
  resolve(task: Task): AnyFunction | Promise<AnyFunction> {
    const key = `${task.name} ${task.module}${task.made ? JSON.stringify(task.made) : ""}`;
    return this.#functions.get(key) ?? this.#lookUp(key, task);
  }

  /** The arguments with functions in the place of certain references. */
  async resolveArguments(args: readonly unknown[], references: readonly number[]): Promise<unknown[]> {
    const resolved = [...args];
    for (const index of references) resolved[index] = await this.resolve(args[index] as Task);
    return resolved;
  }

  async #lookUp(key: string, task: Task): Promise<AnyFunction> {
    const found = await resolveTask(task);
    this.#functions.set(key, found);
    return found;
  }
}
