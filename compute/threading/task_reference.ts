import { importForTask } from "./importing.ts";

/**
 * A function as it is told to another thread or process: not as code but by reference, the module that exports it and
 * its name there, as Python's pickle does. The other side imports the module and looks the name up.
 */
export interface TaskReference<Args extends unknown[] = unknown[], R = unknown> {
  /** The URL of the module. */
  readonly module: string;
  /** The exported name. */
  readonly name: string;
  /** Never there: carries the function's type. */
  readonly type?: (...args: Args) => R;
}

/** A task and what to call it with. */
export interface Call<R = unknown> {
  // deno-lint-ignore no-explicit-any
  readonly task: TaskReference<any, R>;
  readonly args: readonly unknown[];
}

/** Any function, by its parameters and result. */
// deno-lint-ignore no-explicit-any
export type AnyFunction = (...args: any[]) => unknown;

/** Arguments as they are given to an executor: for a function, the reference to one. */
export type Sendable<Args extends unknown[]> = {
  [K in keyof Args]: Args[K] extends (...args: infer P) => infer R ? TaskReference<P, Awaited<R>> : Args[K];
};

/** What `task()` makes: a class, so that a reference among arguments is known from other records. */
class Reference implements TaskReference {
  constructor(readonly module: string, readonly name: string) {}
}

/** The "module" of JavaScript's own functions. */
export const MATH_MODULE = "Math";

/**
 * Refers to an exported function, so that an executor can run it.
 *
 * Threads and processes share no functions, and a function's text is not the function: it lacks what is around it. So
 * what travels is where to find it, the module and the exported name, and the other side imports it. Whether it is
 * there is checked at the call: an error of the call's future says what is missing.
 *
 * @param module The `import.meta` of the module that exports it, or its `url`.
 * @param exported The function, exported under its own name; or the name, as code that a bundler renames must give it.
 * @returns The reference, typed like the function. Given as an argument of a call, it arrives as the function.
 * @throws {TypeError} If the function has no name.
 *
 * @example
 * ```ts
 * import { task } from "lanes/threading";
 *
 * export function square(x: number): number {
 *   return x * x;
 * }
 *
 * console.log(task(import.meta, square).name); // square
 * ```
 */
export function task<F extends AnyFunction>(
  module: string | URL | ImportMeta,
  exported: F | string,
): TaskReference<Parameters<F>, Awaited<ReturnType<F>>> {
  const name = typeof exported === "string" ? exported : exported.name;
  if (name === "") {
    throw new TypeError("a task needs a function with a name: export it, and give it by its exported name");
  }
  return new Reference(typeof module === "object" && "url" in module ? module.url : String(module), name);
}

/**
 * Refers to a function of `Math`, which no module exports.
 *
 * @param f Such as `Math.cos`.
 * @returns The reference, or null if it is no function of `Math`.
 */
export function mathTask<F extends AnyFunction>(f: F): TaskReference<Parameters<F>, ReturnType<F>> | null {
  const own = (Math as unknown as Record<string, unknown>)[f.name] === f;
  return own ? new Reference(MATH_MODULE, f.name) as TaskReference<Parameters<F>, ReturnType<F>> : null;
}

/** Whether a value is a reference that `task()` made. */
export function isTask(value: unknown): value is TaskReference {
  return value instanceof Reference;
}

/**
 * Imports what a task refers to.
 *
 * @throws {TypeError} If the module can't be imported, or exports no function of that name.
 */
export async function resolveTask(task: TaskReference): Promise<AnyFunction> {
  let exports: Record<string, unknown>;
  try {
    exports = task.module === MATH_MODULE ? Math : await importForTask(task.module);
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
