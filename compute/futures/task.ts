/**
 * A function as it is told to another thread or process: not as code but by reference, the module that exports it and
 * its name there, as Python's pickle does. The other side imports the module and looks the name up.
 */
export interface Task<Args extends unknown[] = unknown[], R = unknown> {
  /** The URL of the module. */
  readonly module: string;
  /** The exported name. */
  readonly name: string;
  /** Never there: carries the function's type. */
  readonly type?: (...args: Args) => R;
}

/** Any function, by its parameters and result. */
// deno-lint-ignore no-explicit-any
type AnyFunction = (...args: any[]) => unknown;

/**
 * Refers to an exported function, so that an executor can run it.
 *
 * @param module The `import.meta.url` of the module that exports it.
 * @param exported The function, exported under its own name; or the name, as code that a bundler renames must give it.
 * @returns The reference, typed like the function.
 * @throws {TypeError} If the function has no name.
 *
 * @example
 * ```ts
 * import { task } from "./task.ts";
 *
 * export function square(x: number): number {
 *   return x * x;
 * }
 *
 * console.log(task(import.meta.url, square).name); // square
 * ```
 */
export function task<F extends AnyFunction>(
  module: string,
  exported: F | string,
): Task<Parameters<F>, Awaited<ReturnType<F>>> {
  const name = typeof exported === "string" ? exported : exported.name;
  if (name === "") {
    throw new TypeError("a task needs a function with a name: export it, and give it by its exported name");
  }
  return { module: String(module), name };
}

/**
 * Imports what a task refers to.
 *
 * @throws {TypeError} If the module can't be imported, or exports no function of that name.
 */
export async function resolveTask(task: Task): Promise<AnyFunction> {
  let exports: Record<string, unknown>;
  try {
    exports = await import(task.module);
  } catch (error) {
    throw new TypeError(`the task ${task.name} can't be found: its module ${task.module} can't be imported`, {
      cause: error,
    });
  }
  const found = exports[task.name];
  if (typeof found !== "function") {
    const hint = found === undefined
      ? `exports no ${task.name}: export the function`
      : `exports it, but as no function`;
    throw new TypeError(`the task ${task.name} can't be found: ${task.module} ${hint}`);
  }
  return found as AnyFunction;
}
